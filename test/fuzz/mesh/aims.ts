import fc from 'fast-check';
import type { Shop, Wild } from './family';

/** Names of what a route or a rule may aim at; some are not there. */
export const target = fc.constantFrom('web', 'v1', 'v9', 'db', 'port', 'port9');

export const aim = ({ web, db }: Shop, name: string) => {
  if (name === 'v1' || name === 'v9') return web.version(name);
  if (name === 'port') return web.port(8080);
  return name === 'port9' ? web.port(9) : name === 'db' ? db : web;
};

/** A rule whose names are handles. */
export const aimed = (shop: Shop, rule: Wild) => ({
  ...rule,
  ...(rule.to !== undefined && {
    to: Array.isArray(rule.to)
      ? rule.to.map((one: Wild) => ({ ...one, target: aim(shop, one.target) }))
      : aim(shop, rule.to),
  }),
});
