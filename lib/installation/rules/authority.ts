import { address } from '../../model/object';
import { AUTHORITY } from '../../problems/installation/authority';
import type { EnvironmentRule } from './rule';

export const authorityIsAsked: EnvironmentRule = {
  name: 'authority-is-asked',
  codes: ['MESH680', 'MESH681', 'MESH682'],
  severity: 'error',
  about: 'whoever signs certificates, every proxy can ask them',
  reads: ['ApiGateway'],
  find: ({ authority, gateways, ztunnel }, mesh) => {
    if (authority?.by !== 'spire') return [];
    const rendered = Object.values(gateways).flatMap(({ form, name, injectionTemplate }) =>
      form === 'rendered' && injectionTemplate === undefined ? [name] : [],
    );
    const istiosOwn = mesh.ApiGateway.filter(({ spec }) => spec.addresses === undefined).map(address);
    return [
      ...(rendered.length > 0 ? [AUTHORITY.renderedGateways(rendered)] : []),
      ...(istiosOwn.length > 0 ? [AUTHORITY.istiosOwnGateways(istiosOwn)] : []),
      ...(ztunnel === undefined ? [] : [AUTHORITY.ztunnel()]),
    ];
  },
};
