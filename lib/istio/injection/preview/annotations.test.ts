import { describe, expect, test } from '@jest/globals';
import { failure } from '../../../../test/preview';
import { RULES } from '../../../schema/annotations';

describe('annotations that istiod refuses', () => {
  const BAD: Readonly<Record<string, readonly [bad: string, good: string]>> = {
    'sidecar.istio.io/interceptionMode': ['redirect', 'TPROXY'],
    'status.sidecar.istio.io/port': ['65536', '15020'],
    'readiness.status.sidecar.istio.io/initialDelaySeconds': ['1s', '1'],
    'readiness.status.sidecar.istio.io/periodSeconds': ['-1', '0'],
    'readiness.status.sidecar.istio.io/failureThreshold': ['x', '3'],
    'traffic.sidecar.istio.io/includeOutboundIPRanges': ['10.0.0.0', '*'],
    'traffic.sidecar.istio.io/excludeOutboundIPRanges': ['*', '10.0.0.0/8,::1/128'],
    'traffic.sidecar.istio.io/includeInboundPorts': ['bad', '*'],
    'traffic.sidecar.istio.io/excludeInboundPorts': ['*', '80, 81'],
    'traffic.sidecar.istio.io/excludeOutboundPorts': ['80,', ''],
    'traffic.sidecar.istio.io/excludeInterfaces': ['0eth', 'eth0,net-1'],
    'traffic.sidecar.istio.io/kubevirtInterfaces': ['a,,b', 'a'],
    'istio.io/reroute-virtual-interfaces': ['an-interface-too-long', 'docker0'],
    'prometheus.istio.io/merge-metrics': ['yes', 'true'],
    'proxy.istio.io/config': ['concurency: 1', 'concurrency: 1'],
    'sidecar.istio.io/proxyCPU': ['1 core', '100m'],
    'sidecar.istio.io/proxyMemory': ['1GB', '1Gi'],
    'sidecar.istio.io/proxyCPULimit': ['', '2'],
    'sidecar.istio.io/proxyMemoryLimit': ['1\n', '1G'],
  };

  test('all 19 have a case', () => expect(Object.keys(BAD).sort()).toEqual(Object.keys(RULES).sort()));

  test.each(Object.entries(BAD))('%s', (name, [bad, good]) => {
    failure({ annotations: { [name]: bad } }).toThrow(
      `MESH200 [Deployment/shop] annotation ${name} is ${JSON.stringify(bad)}`,
    );
    failure({ annotations: { [name]: good } }).not.toThrow();
  });

  test('a proxy configuration that is no YAML, or no block; an empty one is none', () => {
    failure({ annotations: { 'proxy.istio.io/config': 'a: [' } }).toThrow('MESH200');
    failure({ annotations: { 'proxy.istio.io/config': 'text' } }).toThrow('MESH200');
    failure({ annotations: { 'proxy.istio.io/config': '' } }).not.toThrow();
  });

  test('annotations that must be JSON', () => {
    failure({ annotations: { 'proxy.istio.io/overrides': '{' } }).toThrow('MESH208');
    failure({ annotations: { 'sidecar.istio.io/userVolume': '{"a":' } }).toThrow('MESH208');
  });
});
