import type { StringMap } from '../../kit/formats/labels';
import { serviceHost } from '../../model/hosts/names';
import { serversAt } from '../graph/nodes';
import { entriesOf } from '../handles';
import { type Asked, ask } from '../request/ask';
import { stepsOf, summaryOf } from '../request/steps';
import { el, fill, options } from './dom';
import { objectList } from './objects';
import { meshOf, report } from './state';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
const SIGNS = { passes: '✓', stops: '×', note: '·' } as const;

/** Lines of `name: value`. */
const pairs = (text: string): StringMap =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf(':');
      return at < 1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const];
    }),
  );

/** Claims: a comma makes a list of values. */
const claimsOf = (text: string): Asked['claims'] =>
  Object.fromEntries(
    Object.entries(pairs(text)).map(([name, value]) => [
      name,
      value.includes(',') ? value.split(',').map((one) => one.trim()) : value,
    ]),
  );

/** The form for a request, and what becomes of it. */
export function requestView(): {
  readonly view: HTMLElement;
  readonly put: (cluster: string, asked: Partial<Asked>) => void;
} {
  const clusters = report.clusters.map(({ name }) => [name, name] as const);
  const cluster = el('select', { name: 'cluster', id: 'request-cluster' }, options(clusters, ''));
  const from = el('select', { name: 'from', id: 'request-from' });
  const hosts = el('datalist', { id: 'hosts' });
  const field = (name: string, value = '', more: StringMap = {}) =>
    el('input', { name, id: `request-${name}`, value, autocomplete: 'off', spellcheck: 'false', ...more });
  const [host, port, path, ip] = [
    field('host', '', { list: 'hosts' }),
    field('port', '', { inputmode: 'numeric', placeholder: 'the first' }),
    field('path', '/'),
    field('ip', '', { placeholder: 'not known' }),
  ];
  const method = el(
    'select',
    { name: 'method', id: 'request-method' },
    options(
      METHODS.map((one) => [one, one]),
      'GET',
    ),
  );
  const area = (name: string, placeholder: string) =>
    el('textarea', { name, id: `request-${name}`, rows: 3, spellcheck: 'false', placeholder });
  const [headers, claims] = [
    area('headers', 'end-user: jason'),
    area('claims', 'iss: https://issuer.example\nsub: alice'),
  ];
  const answer = el('div', { class: 'answer', 'aria-live': 'polite' });

  const senders = () => {
    const mesh = meshOf(cluster.value);
    const entries = entriesOf(mesh).map(({ name }) => [`gateway ${name}`, `outside, by ${name}`] as const);
    const workloads = mesh.workloads.map(
      ({ namespace, name }) => [`workload ${namespace}/${name}`, `${namespace}/${name}`] as const,
    );
    fill(
      from,
      el(
        'optgroup',
        { label: 'From outside' },
        options([...entries, ['', 'somebody without a proxy']], entries[0]?.[0] ?? ''),
      ),
      el('optgroup', { label: 'From inside' }, options(workloads, '')),
    );
    const known = [
      ...mesh.Service.map((one) => serviceHost(one)),
      ...mesh.ServiceEntry.flatMap(({ spec }) => spec.hosts),
      ...entriesOf(mesh)
        .flatMap((one) => serversAt(mesh, one).flatMap((server) => server.hosts))
        .filter((one) => !one.includes('*')),
    ];
    fill(
      hosts,
      [...new Set(known)].map((one) => el('option', { value: one })),
    );
  };
  const typed = (): Asked => ({
    from: from.value,
    host: host.value.trim(),
    ...(port.value.trim() !== '' && { port: Number(port.value) }),
    method: method.value,
    path: path.value.trim() || '/',
    headers: pairs(headers.value),
    claims: claimsOf(claims.value),
    ...(ip.value.trim() !== '' && { ip: ip.value.trim() }),
  });
  const run = () => {
    const asked = typed();
    if (asked.host === '') return fill(answer, el('p', { class: 'soft' }, 'Type the host that is asked.'));
    const mesh = meshOf(cluster.value);
    const result = ask(mesh, asked);
    const { text, isGood } = summaryOf(result);
    const steps = stepsOf(mesh, asked, result).map(({ title, text: words, state, objects }) =>
      el(
        'li',
        { class: state },
        el(
          'span',
          { class: 'sign', 'aria-label': { passes: 'passes', stops: 'stops here', note: 'note' }[state] },
          SIGNS[state],
        ),
        el(
          'div',
          {},
          el('b', {}, title),
          ' ',
          words,
          objects.length > 0 &&
            el(
              'details',
              {},
              el('summary', {}, objects.length === 1 ? (objects[0] ?? '') : `${objects.length} objects`),
              objectList(cluster.value, objects),
            ),
        ),
      ),
    );
    fill(
      answer,
      el('p', { class: `verdict ${isGood ? 'mutual' : 'refused'}` }, text),
      el('ol', { class: 'steps' }, steps),
    );
    // For who reads it with a program.
    answer.dataset['answer'] = JSON.stringify(result, (key, value: unknown) => (key === 'entry' ? undefined : value));
  };
  const row = (label: string, input: HTMLElement) =>
    el('div', { class: 'row' }, el('label', { for: input.id }, label), input);
  const form = el(
    'form',
    {
      class: 'card',
      submit: (event) => {
        event.preventDefault();
        run();
      },
    },
    clusters.length > 1 && row('Cluster', cluster),
    row('Sender', from),
    row('Host', host),
    hosts,
    el('div', { class: 'three' }, row('Method', method), row('Port', port), row('Address', ip)),
    row('Path', path),
    row('Headers', headers),
    row('Claims of its token', claims),
    el('button', { type: 'submit', class: 'main' }, 'Ask'),
  );
  cluster.addEventListener('change', senders);
  senders();
  const put = (name: string, asked: Partial<Asked>) => {
    cluster.value = name;
    senders();
    if (asked.from !== undefined) from.value = asked.from;
    if (asked.host !== undefined) host.value = asked.host;
    port.value = asked.port === undefined ? '' : String(asked.port);
    run();
  };
  const [entry] = entriesOf(meshOf(cluster.value));
  if (entry !== undefined) {
    host.value =
      serversAt(meshOf(cluster.value), entry)
        .flatMap((one) => one.hosts)
        .find((one) => !one.includes('*')) ?? 'example.com';
    const route = meshOf(cluster.value).VirtualService.find(({ spec }) => spec.gateways !== undefined);
    const uri = route?.spec.http?.[0]?.match?.[0]?.uri;
    path.value = uri?.exact ?? uri?.prefix ?? '/';
    run();
  }
  return { view: el('section', { class: 'page request' }, form, answer), put };
}
