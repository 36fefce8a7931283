import { expect, test } from '@jest/globals';
import { isCode, meaningOf } from './message';

test('a code is told from a file and an object', () => {
  expect(['MESH420', 'IST0101', 'demo/70-mesh.k8s.yaml', 'Service/a/b'].map(isCode)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('what a message means: why, what fails, and the same mended, without Markdown', () => {
  const said = meaningOf('MESH420');
  expect(said).toMatch(/^A policy that allows refuses everybody whom it does not name/);
  expect(said).toContain('\n    MESH420 [example/shop/cart] cart is declared to call stock');
  expect(said).toContain('Mended:\n');
  expect(said).not.toMatch(/```|\]\(/);
});

test('a code that no message has is said', () => {
  expect(() => meaningOf('MESH000')).toThrow('MESH885 [MESH000] no message has this code');
});
