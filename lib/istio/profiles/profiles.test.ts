import { describe, expect, test } from '@jest/globals';
import { CNI } from '../nodes/cni/props';
import { ZTUNNEL } from '../nodes/ztunnel/props';
import { image } from '../parts/image';
import { PLATFORMS } from '../surroundings';
import { NEWEST, releaseOf } from '../versions';
import { behavesLike, COMPATIBILITY_VERSIONS, type CompatibilityVersion } from './compatibility';
import { imagesFrom } from './images';
import { PROFILES } from './index';
import { onPlatform, PLATFORM_SETTINGS } from './platforms';

const TAG = releaseOf(NEWEST).tag;
const everything = { istio: PROFILES.ambient, cni: CNI, ztunnel: ZTUNNEL };

test.each(PLATFORMS)('%s changes only what it must, on top of any profile', (platform) => {
  const done = onPlatform(everything, platform);
  expect(done).toMatchObject({ ...PLATFORM_SETTINGS[platform], istio: { platform } });
  expect(done.istio.mesh).toEqual(PROFILES.ambient.mesh);
  expect(onPlatform({ istio: PROFILES.demo }, platform)).not.toHaveProperty('cni');
});

describe('compatibility versions', () => {
  const env = (version: CompatibilityVersion) => Object.keys(behavesLike(everything, version).istio.istiod.env);

  test('going back further keeps all that came between', () => {
    for (const [i, version] of COMPATIBILITY_VERSIONS.entries()) {
      const newer = COMPATIBILITY_VERSIONS[i - 1];
      if (newer !== undefined) expect(env(version)).toEqual(expect.arrayContaining(env(newer)));
    }
    expect(env('1.30')).toContain('PILOT_ENABLE_STRICT_GATEWAY_MERGING');
    const oldest = behavesLike(everything, '1.25');
    expect(oldest.istio.injection.nativeSidecars).toBe('off');
    expect(oldest.cni.ambient).toMatchObject({ reconcileIptablesOnStartup: false, shareHostNetworkNamespace: true });
    // Settings of a part do not install it.
    expect(oldest.cni.ambient.enabled).toBe(false);
  });

  test('a version newer than this Istio does not compile, and is refused where types are not looked at', () => {
    // @ts-expect-error no such compatibility version
    expect(() => behavesLike(everything, '1.32')).toThrow(`MESH604 [1.32] Istio ${NEWEST} cannot behave like 1.32`);
  });

  test('an unknown platform does not compile', () => {
    // @ts-expect-error no such platform
    expect(() => onPlatform(everything, 'beos')).toThrow(
      'MESH623 [beos] "beos" is no platform with settings of its own',
    );
  });
});

test('images come from a mirror and by digest, sidecars included', () => {
  const digest = `sha256:${'0a'.repeat(32)}`;
  const pinned = imagesFrom(everything, {
    mirror: 'mirror.example/istio',
    digests: { proxyv2: digest, pilot: digest },
  });
  expect(image(pinned.istio, 'pilot')).toBe(`mirror.example/istio/pilot:${TAG}-distroless@${digest}`);
  expect(image(pinned.istio, 'ztunnel')).toBe(`mirror.example/istio/ztunnel:${TAG}-distroless`);
  expect(pinned.istio.proxy.image).toBe(`mirror.example/istio/proxyv2:${TAG}-distroless@${digest}`);
  // Whatever it is called.
  expect(image(pinned.istio, 'constructor')).toBe(`mirror.example/istio/constructor:${TAG}-distroless`);
  expect(() => imagesFrom(everything, { digests: { pilot: '1.31.1' } })).toThrow(
    'MESH622 [pilot] "1.31.1" is no digest',
  );
});
