import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IHTTPGetAction } from 'kubernetes-models/v1/HTTPGetAction';
import type { ILifecycleHandler } from 'kubernetes-models/v1/LifecycleHandler';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import { type Block, isBlock } from '../../../../kit/json';
import { TRUE } from '../../../../schema/annotations';
import { annotationsOf, containerOf, containersOf, mapContainers, type Pod, PROXY } from '../pod';
import { goJson, inGoOrder } from './go-json';

const ENV = 'ISTIO_KUBE_APP_PROBERS';

/** What the agent asks the application when the kubelet asks the agent. */
type Action = Pick<IProbe, 'httpGet' | 'tcpSocket' | 'grpc' | 'timeoutSeconds'>;

/** The probes and hooks of a container, and where the agent answers each. */
const PROBES = [
  ['readinessProbe', 'app-health', 'readyz'],
  ['livenessProbe', 'app-health', 'livez'],
  ['startupProbe', 'app-health', 'startupz'],
] as const;
const HOOKS = [
  ['preStop', 'app-lifecycle', 'prestopz'],
  ['postStart', 'app-lifecycle', 'poststartz'],
] as const;

/** Named ports become numbers, as the agent knows no names; nothing is asked where a name is unknown or the agent itself is meant. */
function numbered(action: Action, container: IContainer, agent: number): Action | undefined {
  if (action.grpc) return action;
  const port = action.httpGet?.port ?? action.tcpSocket?.port;
  if (port === undefined || port === agent) return undefined;
  const number =
    typeof port === 'string' ? container.ports?.find(({ name }) => name === port)?.containerPort : Number(port);
  if (number === undefined) return undefined;
  if (action.httpGet) return { ...action, httpGet: { ...action.httpGet, port: number } };
  return action.tcpSocket ? { ...action, tcpSocket: { ...action.tcpSocket, port: number } } : undefined;
}

const isAsked = (action: Action | ILifecycleHandler | undefined): action is Action =>
  action !== undefined &&
  (action.httpGet !== undefined || action.tcpSocket !== undefined || ('grpc' in action && action.grpc !== undefined));

/** One kind of question only: HTTP goes before TCP, TCP before gRPC. */
function actionOf({ httpGet, tcpSocket, grpc, timeoutSeconds }: Action): Action {
  const timeout = timeoutSeconds ? { timeoutSeconds } : {};
  if (httpGet) return { httpGet, ...timeout };
  return tcpSocket ? { tcpSocket, ...timeout } : { ...(grpc && { grpc }), ...timeout };
}

/** Every question of the pod's containers by the path under which the agent gets it. */
function probersOf(pod: Pod, agent: number): Readonly<Record<string, Action>> {
  const all = [...containersOf(pod, 'initContainers'), ...containersOf(pod, 'containers')];
  const found = all
    .filter(({ name }) => name !== PROXY)
    .flatMap((container) => {
      const asked = [
        ...PROBES.map(([field, folder, path]) => [`/${folder}/${container.name}/${path}`, container[field]] as const),
        ...HOOKS.map(
          ([hook, folder, path]) => [`/${folder}/${container.name}/${path}`, container.lifecycle?.[hook]] as const,
        ),
      ];
      return asked.flatMap(([path, action]) => {
        const question = isAsked(action) ? numbered(actionOf(action), container, agent) : undefined;
        return question === undefined ? [] : [[path, question] as const];
      });
    });
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The question as the kubelet puts it to the agent, always in plain HTTP. */
const redirected = (httpGet: IHTTPGetAction | undefined, path: string, port: number): IHTTPGetAction => ({
  ...httpGet,
  path,
  port,
  ...(httpGet?.scheme === 'HTTPS' ? { scheme: 'HTTP' as const } : {}),
});

function rewritten<T extends IProbe | ILifecycleHandler>(
  action: T | undefined,
  path: string,
  port: number,
): T | undefined {
  if (!isAsked(action)) return action;
  const { tcpSocket: _, grpc: __, ...rest } = action as Action & object;
  return { ...rest, httpGet: redirected(action.httpGet, path, port) } as T;
}

function rewriteContainer(container: IContainer, port: number): IContainer {
  if (container.name === PROXY) return container;
  const probes = PROBES.flatMap(([field, folder, path]) =>
    container[field] === undefined
      ? []
      : [[field, rewritten(container[field], `/${folder}/${container.name}/${path}`, port)]],
  );
  const hooks = HOOKS.flatMap(([hook, folder, path]) =>
    container.lifecycle?.[hook] === undefined
      ? []
      : [[hook, rewritten(container.lifecycle[hook], `/${folder}/${container.name}/${path}`, port)]],
  );
  return {
    ...container,
    ...Object.fromEntries(probes),
    ...(hooks.length === 0 ? {} : { lifecycle: { ...container.lifecycle, ...Object.fromEntries(hooks) } }),
  };
}

/** Adds to what an earlier injection told the agent, if there was one. */
function withProbers(container: IContainer, probers: Block, again: boolean): IContainer {
  const env = container.env ?? [];
  const known = again ? env.find(({ name }) => name === ENV) : undefined;
  if (known === undefined) return { ...container, env: [...env, { name: ENV, value: goJson(probers) }] };
  const before: unknown = JSON.parse(known.value ?? '{}');
  const both = Object.entries({ ...probers, ...(isBlock(before) ? before : {}) }).sort(([a], [b]) => (a < b ? -1 : 1));
  const value = goJson(Object.fromEntries(both));
  return { ...container, env: env.map((one) => (one === known ? { ...one, value } : one)) };
}

/**
 * Has the kubelet ask the agent, which asks the application from within the pod, past mTLS.
 * `byDefault` is the mesh's choice, `agent` the agent's port. Source: pkg/kube/inject/app_probe.go.
 */
export function rewriteProbes(pod: Pod, byDefault: boolean, agent: number): Pod {
  const annotations = annotationsOf(pod);
  const own = annotations['sidecar.istio.io/rewriteAppHTTPProbers'];
  const isOwn = own !== undefined && /^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(own);
  if (!(isOwn ? TRUE.includes(own) : byDefault)) return pod;
  const target = containerOf(pod, PROXY);
  if (target === undefined) return pod;
  const probers = Object.entries(probersOf(pod, agent)).map(([path, action]) => [
    path,
    inGoOrder('prober', action as unknown as Block),
  ]);
  const again = 'sidecar.istio.io/status' in annotations;
  const told =
    probers.length === 0
      ? pod
      : mapContainers(pod, (container) =>
          container === target ? withProbers(container, Object.fromEntries(probers), again) : container,
        );
  const port = Number(annotations['status.sidecar.istio.io/port'] ?? agent);
  return mapContainers(told, (container) => rewriteContainer(container, port));
}
