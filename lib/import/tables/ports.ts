import type { GatewayPort } from '../../gateways/props';
import { blockOf } from '../../kit/json';

/** A port of a Service, or of a chart, as our gateways have it: with nothing that would be so anyway. */
export function port(given: unknown): GatewayPort {
  const { name = '', port: number, targetPort, nodePort, protocol, appProtocol } = blockOf(given);
  return {
    name: String(name),
    port: Number(number),
    ...(targetPort === undefined || Number(targetPort) === Number(number) ? {} : { targetPort: Number(targetPort) }),
    ...(nodePort === undefined ? {} : { nodePort: Number(nodePort) }),
    ...(protocol === undefined || protocol === 'TCP' ? {} : { protocol: protocol as 'UDP' }),
    ...(appProtocol === undefined ? {} : { appProtocol: String(appProtocol) }),
  };
}
