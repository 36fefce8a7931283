import { readFileSync } from 'node:fs';

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: object }];
  readonly users: readonly [{ readonly user: object }];
}

/** Several clusters in one kubeconfig, whose contexts are called like them; each by the file of its administrator. */
export function contexts(clusters: Readonly<Record<string, string>>): string {
  const parts = Object.entries(clusters).map(([name, file]) => {
    const {
      clusters: [{ cluster }],
      users: [{ user }],
    } = JSON.parse(readFileSync(file, 'utf8')) as Kubeconfig;
    return {
      ...{ clusters: { name, cluster }, users: { name, user } },
      contexts: { name, context: { cluster: name, user: name } },
    };
  });
  const all = (key: 'clusters' | 'users' | 'contexts') => parts.map((part) => part[key]);
  const lists = { clusters: all('clusters'), users: all('users'), contexts: all('contexts') };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': Object.keys(clusters)[0], ...lists });
}
