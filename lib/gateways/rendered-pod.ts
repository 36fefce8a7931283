import type { Construct } from 'constructs';
import type { ControlPlane } from './gateway';
import type { GatewayProps } from './props';
export const renderedPod = (_s: Construct, _p: GatewayProps, _c: ControlPlane) => ({ spec: { containers: [] } });
