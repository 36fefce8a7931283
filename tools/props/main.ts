import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printJson } from '../../lib/kit/json';
import { Shapes } from './shapes';

// npm run props: asks the compiler what those types take to which values are held at run time, by `mustBe` and `propProblems`.

const root = join(__dirname, '..', '..');
const lib = join(root, 'lib');
const sources = readdirSync(lib, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?<!\.test|\.cluster)\.ts$/.test(file))
  .map((file) => ({ path: join(lib, file), text: readFileSync(join(lib, file), 'utf8') }));

const ASKS = /\b(?:mustBe|mustFit)\((?:\w+|'\w+'), '(\w+)'|, '(?=\w+Props')(\w+)', props/g;

/** What is made elsewhere and handed on: a gateway, an account, a key of an identity provider. */
const OPEN = ['GatewayPods', 'CallingGateway', 'ServiceAccountRef', 'PortHandle', 'DelegatedRoute', 'IssuerRef', 'Jwk'];

/** Types that the sources name. */
const asked = (): readonly string[] => [
  ...new Set(sources.flatMap(({ text }) => [...text.matchAll(ASKS)].map(([, held, name = held ?? '']) => name))),
];

function fileOf(name: string): string {
  const declares = new RegExp(`^export (?:interface|type) ${name}\\b`, 'm');
  const [file, ...more] = sources.filter(({ text }) => declares.test(text));
  if (file === undefined || more.length > 0) throw new Error(`${1 + more.length} files declare ${name}`);
  return file.path;
}

async function main(): Promise<void> {
  const compiler = await import('typescript/unstable/sync');
  const api = new compiler.API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProject: join(root, 'tsconfig.json') }).getProjects();
    if (project === undefined) throw new Error('the compiler finds no tsconfig.json');
    const { checker, program } = project;
    const declared = (name: string) => {
      const source = program.getSourceFile(fileOf(name));
      const module = source && checker.getSymbolAtLocation(source);
      const symbol = module && checker.getExportsOfModule(module).find((one) => one.name === name);
      if (symbol === undefined) throw new Error(`the compiler finds no ${name}`);
      return checker.getDeclaredTypeOfSymbol(symbol);
    };
    const shapes = new Shapes(compiler, checker, `${lib}/`, OPEN);
    for (const name of asked()) shapes.of(declared(name));
    const table = Object.fromEntries([...shapes.named].sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(join(lib, 'schema', 'props', 'table.json'), `${printJson(table)}\n`);
  } finally {
    api.close();
  }
}

void main();
