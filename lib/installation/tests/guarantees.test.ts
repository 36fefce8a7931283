import { sep } from 'node:path/posix';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { synth } from '../../../test/synth';
import { MeshApp } from '../../checks/judge/mesh-app';
import { render } from '../../delivery/render';
import { demo } from '../../environments/demo';
import { minimal } from '../../environments/minimal';
import { production } from '../../environments/production';
import { secure } from '../../environments/secure';
import { isDnsSubdomain } from '../../kit/formats/formats';
import { override } from '../../kit/override';
import { Refused } from '../../kit/problems';
import { MeshNamespace } from '../../mesh/services/namespace';
import type { App, Environment } from '../environment';
import { MeshEnvironment } from '../installation';
import { nameProblems } from '../name';

const build = (environment: Environment) => synth((chart) => new MeshEnvironment(chart, environment));
const shop: App = (mesh) => new MeshNamespace(mesh, 'shop', { injection: mesh.controlPlanes.main.revision });

describe('what an environment guarantees stays, whatever runs in it', () => {
  test('mutual TLS of production', () => {
    const { 'PeerAuthentication/default': policy, 'Namespace/shop': own } = build(
      override(production, { apps: [shop] }),
    );
    expect(policy.metadata.namespace).toBe('istio-system');
    expect(policy.spec).toEqual({ mtls: { mode: 'STRICT' } });
    expect(own.metadata.name).toBe('shop');
  });

  test('the policies of secure', () => {
    const policies = (environment: Environment) =>
      Object.keys(build(environment)).filter((key) => /Policy|PeerAuth/.test(key));
    expect(policies(override(secure, { apps: [shop] }))).toEqual(policies(secure));
    expect(policies(secure)).toContain('AuthorizationPolicy/allow-nothing');
  });
});

describe('handles', () => {
  test('gateways and the root namespace are had by name, and one that is missing is said', () => {
    const apps: readonly App[] = [
      (mesh) => {
        expect(mesh.ingress.name).toBe('istio-ingressgateway');
        expect(mesh.gateway('egress').name).toBe('istio-egressgateway');
        expect(mesh.rootNamespace.name).toBe('istio-system');
      },
    ];
    build(override(demo, { apps }));
    expect(() => build(override(minimal, { apps: [(mesh) => mesh.ingress] }))).toThrow(
      'MESH866 [test/minimal] the environment has no gateway "ingress"',
    );
  });
});

describe('apps', () => {
  test('what one gives back is had by it, in other apps and in a test', () => {
    const first = (mesh: MeshEnvironment) => ({ ingress: mesh.ingress });
    const second: App = (mesh) => expect(mesh.made(first).ingress).toBe(mesh.ingress);
    const mesh = new MeshEnvironment(new MeshApp(), override(demo, { apps: [first, second] }));
    expect(mesh.made(first).ingress.name).toBe('istio-ingressgateway');
    expect(() => build(override(demo, { apps: [second, first] }))).toThrow('MESH845 [test/demo] the app first has');
  });

  test('an async one would lose what it makes, and is refused', () => {
    const late = async (mesh: MeshEnvironment) => {
      await Promise.resolve();
      shop(mesh);
    };
    expect(() => build(override(minimal, { apps: [late] }))).toThrow('MESH865 [test/minimal] app late is async');
    expect(() => build(override(minimal, { apps: [() => Promise.reject(new Error('late'))] }))).toThrow('MESH865');
  });
});

describe('names', () => {
  const named = (name: string): Environment => ({ ...minimal, name });

  test.each(['../evil', '/etc', 'a/../b', '.', '', 'Acme_East', 'acme/', 'ä', 'a b', 'a\n', '-a', 'a'.repeat(54)])(
    '%j is refused',
    (name) => {
      expect(() => render([named(name)])).toThrow(`MESH863 [environments] ${JSON.stringify(name)} is no name`);
      expect(() => build(named(name))).toThrow('MESH863 [test]');
    },
  );

  test('two of one name are refused, with every other wrong name', () => {
    expect(() => render([named('a'), named('B'), named('a')])).toThrow(/MESH863 .*"B"[\s\S]*MESH864 .*"a"/);
    expect(() => synth((chart) => ['a', 'a'].map((name) => new MeshEnvironment(chart, named(name))))).toThrow(Refused);
  });

  test('whatever is taken for a name is a folder below dist/, and names what the server takes', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.stringMatching(/^[a-z0-9-]{1,30}$/),
      fc.constantFrom('..', '.', ''),
    );
    const name = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(sep));
    fc.assert(
      fc.property(name, (given) => {
        if (nameProblems([{ name: given }]).length > 0) return;
        expect(given.split(sep).every((part) => part !== '' && !part.startsWith('.'))).toBe(true);
        expect(isDnsSubdomain(`mesh-${given.replaceAll(sep, '-')}`) && given.length <= 53).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['acme', 'acme/east', '1', 'a'.repeat(53)])('%j is taken', (name) => {
    expect([...render([named(name)]).keys()].every((path) => /^crds\//.test(path) || path.startsWith(`${name}/`))).toBe(
      true,
    );
  });
});
