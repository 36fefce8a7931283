import type { ClusterReport, InstallationFacts, Reasoned } from '../types';
import { type Child, el, table } from './dom';
import { report } from './state';

const cores = (value: number): string =>
  value >= 1 ? `${Math.round(value * 100) / 100} cores` : `${Math.round(value * 1000)}m`;
const bytes = (mebi: number): string => (mebi >= 1024 ? `${Math.round(mebi / 102.4) / 10} GiB` : `${mebi} MiB`);

const card = (title: string, ...children: readonly Child[]): HTMLElement =>
  el('section', { class: 'card' }, el('h3', {}, title), children);

const none = (words: string): HTMLElement => el('p', { class: 'soft' }, words);

const reasons = (all: readonly Reasoned[], words: string): HTMLElement =>
  all.length === 0
    ? none(words)
    : table(
        ['What', 'Why', 'Where'],
        all.map(({ name, reason, more }) => [name, reason, more]),
      );

function costs(all: InstallationFacts['costs']): readonly Child[] {
  const sum = (of: (one: InstallationFacts['costs'][number]) => number) =>
    all.reduce((total, one) => total + of(one), 0);
  const figure = (value: string, words: string) =>
    el('div', { class: 'figure' }, el('b', {}, value), el('span', { class: 'soft' }, words));
  return [
    el(
      'div',
      { class: 'figures' },
      figure(cores(sum((one) => one.cpu)), 'requested'),
      figure(bytes(sum((one) => one.memory)), 'requested'),
      figure(String(sum((one) => one.pods)), 'pods'),
      figure(String(sum((one) => one.sidecars)), 'of them with a sidecar'),
    ),
    table(
      ['Namespace', 'Pods', 'Sidecars', 'CPU', 'Memory'],
      all.map((one) => [
        one.namespace,
        `${one.pods}${one.perNode === 0 ? '' : ` and ${one.perNode} on each node`}`,
        String(one.sidecars),
        cores(one.cpu),
        bytes(one.memory),
      ]),
    ),
    none(
      'The fewest replicas of autoscalers; what pods ask for, their sidecars included. Pods on every node are not in the sums.',
    ),
  ];
}

function cluster({ name, purpose, installation: facts }: ClusterReport): HTMLElement {
  const planes = facts.controlPlanes.map((one) => [
    one.name,
    one.revision,
    one.tags.join(', ') || '–',
    one.replicas,
    one.trustDomain,
    el('code', {}, one.image),
    one.followers.join(', ') || '–',
  ]);
  return el(
    'div',
    { class: 'cluster' },
    report.clusters.length > 1 && [el('h2', {}, name), el('p', { class: 'soft' }, purpose.replaceAll('`', ''))],
    el(
      'div',
      { class: 'cards' },
      card('What it costs', costs(facts.costs)),
      card(
        'Control planes',
        planes.length === 0
          ? none('None here: another cluster’s istiod serves it.')
          : table(['Name', 'Revision', 'Tags', 'Replicas', 'Trust domain', 'Image', 'Followed by'], planes),
        facts.authority !== '' && el('p', {}, 'Certificates are signed by ', facts.authority, '.'),
      ),
      card(
        'Gateways and hosts',
        facts.servers.length === 0
          ? none('No gateway serves a host.')
          : table(
              ['Gateway', 'Port', 'Hosts', 'TLS'],
              facts.servers.map((one) => [
                one.gateway,
                `${one.protocol} ${one.port}`,
                one.hosts.join(', '),
                one.tls || 'none',
              ]),
            ),
      ),
      card(
        'Secrets that must be there',
        facts.secrets.length === 0
          ? none('None: nothing here needs one that others bring.')
          : table(
              ['Secret', 'Kind', 'Needed by'],
              facts.secrets.map((one) => [one.name, one.type, one.by]),
            ),
      ),
      card(
        'Objectives',
        facts.objectives.length === 0
          ? none('None are stated.')
          : el(
              'ul',
              {},
              facts.objectives.map((one) => el('li', {}, one)),
            ),
      ),
      card('Waivers', reasons(facts.waivers, 'No rule is waived.')),
      card('Envoy filters', reasons(facts.filters, 'None: Istio’s own API says everything.')),
      card(
        'Images',
        table(
          ['Image', 'Used by'],
          facts.images.map(({ image, used }) => [el('code', {}, image), String(used)]),
        ),
      ),
    ),
  );
}

/** What is installed, cluster by cluster. */
export const installationView = (): HTMLElement => el('section', { class: 'page' }, report.clusters.map(cluster));
