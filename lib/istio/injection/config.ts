import type { StringMap } from '../../kit/formats/labels';
import { printYaml } from '../../kit/yaml';
import type { IstioProps } from '../props';
import { type TemplateName, traits } from '../versions';
import { customText } from './custom';
import { agentgateway, agentgatewayWaypoint } from './gateways/agentgateway';
import { kubeGateway } from './gateways/kube-gateway';
import { waypoint } from './gateways/waypoint';
import { gateway } from './pods/gateway';
import { grpcAgent } from './pods/grpc-agent';
import { grpcSimple } from './pods/grpc-simple';
import { sidecar } from './pods/sidecar';
import { printTemplate } from './template/print';

/** Istio's own templates, of which each minor has some. */
export const TEMPLATES = {
  sidecar: (istio: IstioProps) => [sidecar(istio)],
  gateway: (istio: IstioProps) => [gateway(istio)],
  'grpc-simple': (istio: IstioProps) => [grpcSimple(istio)],
  'grpc-agent': (istio: IstioProps) => [grpcAgent(istio)],
  waypoint,
  'kube-gateway': kubeGateway,
  agentgateway,
  'agentgateway-waypoint': agentgatewayWaypoint,
} as const satisfies Readonly<Record<TemplateName, (istio: IstioProps) => readonly unknown[]>>;

export const isOwnTemplate = (istio: IstioProps, name: string): name is TemplateName =>
  traits(istio).templates.some((own) => own === name);

/** Those that make a Gateway's objects, and none of a pod. */
export const GATEWAY_TEMPLATES: readonly string[] = [
  'waypoint',
  'kube-gateway',
  'agentgateway',
  'agentgateway-waypoint',
] satisfies readonly TemplateName[];

/** The Go template text of one of Istio's own templates. */
export const templateText = (istio: IstioProps, name: TemplateName): string => printTemplate(...TEMPLATES[name](istio));

/** The texts of the user's own templates. */
export const customTexts = ({ injection }: IstioProps): StringMap =>
  Object.fromEntries(Object.entries(injection.templates).map(([name, template]) => [name, customText(template)]));

/** The key `config` of the ConfigMap `istio-sidecar-injector`: who is injected, and by which templates. A custom template replaces ours of its name. */
export function printConfig(istio: IstioProps): string {
  const { injection } = istio;
  const own = traits(istio).templates.filter((name) => !(name in injection.templates));
  const config = {
    defaultTemplates: injection.defaultTemplates.length === 0 ? ['sidecar'] : injection.defaultTemplates,
    policy: injection.policy,
    alwaysInjectSelector: injection.alwaysInject,
    neverInjectSelector: injection.neverInject,
    injectedAnnotations: injection.injectedAnnotations,
    templates: { ...Object.fromEntries(own.map((name) => [name, templateText(istio, name)])), ...customTexts(istio) },
  };
  return printYaml(config, 1);
}
