import { isPlain } from '../../kit/yaml';
import type { IstioProps } from '../props';
import { customTexts, printConfig } from './config';

/** Stands for each character of a name: Unicode's private use, which is in no text of Istio's or ours. */
const CLUSTER = '\uE000';
const NETWORK = '\uE001';

/** YAML and Go write it as it is, so that lines are broken by its length alone. */
const isPlainName = (name: string | undefined): boolean =>
  name === undefined || (isPlain(name) && /^[\w-]+$/.test(name));

/**
 * The key `config` of the ConfigMap `istio-sidecar-injector`. Clusters of a fleet differ in the names of cluster and network, and often in nothing
 * else that templates read: the text is made once for names of equal length, with others in their place. `made`: the texts so far.
 */
export function injectorConfig(istio: IstioProps, made = new Map<string, string>()): string {
  const { meshNetworks: _, identity, injection, ...rest } = istio; // no template reads the networks of others
  const { cluster, network, ...names } = identity;
  const others = { ...rest, identity: names, injection: { ...injection, templates: customTexts(istio) } };
  const key = JSON.stringify([others, cluster?.length, network?.length]);
  if (!isPlainName(cluster) || !isPlainName(network) || key.includes(CLUSTER) || key.includes(NETWORK))
    return printConfig(istio);
  let text = made.get(key);
  if (text === undefined) {
    const open = {
      ...names,
      ...(cluster === undefined ? {} : { cluster: CLUSTER.repeat(cluster.length) }),
      ...(network === undefined ? {} : { network: NETWORK.repeat(network.length) }),
    };
    text = printConfig({ ...others, identity: open });
    made.set(key, text);
  }
  return filled(filled(text, CLUSTER, cluster), NETWORK, network);
}

const filled = (text: string, mark: string, name: string | undefined): string =>
  name === undefined ? text : text.replaceAll(mark.repeat(name.length), name);
