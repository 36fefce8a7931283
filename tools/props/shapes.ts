import type { Checker, Symbol as Declared, Type } from 'typescript/unstable/sync';
import type { Shape } from '../../lib/schema/props/shape';

type Compiler = typeof import('typescript/unstable/sync');

/** As they are declared; the compiler has no order of its own for what is inherited. */
function inOrder(props: readonly Declared[]): readonly Declared[] {
  const placeOf = ({ declarations: [first] }: Declared) => [first?.path ?? '', first?.index ?? 0] as const;
  return [...props].sort((a, b) => {
    const [[path, index], [other, there]] = [placeOf(a), placeOf(b)];
    return path === other ? index - there : path < other ? -1 : 1;
  });
}

/** Reads types as shapes; `named` holds those that have a name. */
export class Shapes {
  readonly named = new Map<string, Shape>();
  private readonly types = new Map<string, number>();

  /**
   * `own`: folder of the types whose props are looked into; those of others are only names, for Kubernetes' and Istio's are checked as they
   * are written. `open`: types of things that were made for more than what reads them here.
   */
  constructor(
    private readonly compiler: Compiler,
    private readonly checker: Checker,
    private readonly own: string,
    private readonly open: readonly string[],
  ) {}

  of(type: Type): Shape {
    const { TypeFlags } = this.compiler;
    if (type.isUnionType()) {
      const alias = type.getAliasSymbol();
      const isNamed = alias !== undefined && type.getAliasTypeArguments().length === 0 && this.isOurs(alias);
      return isNamed ? this.name(alias.name, type, () => this.oneOf(type.getTypes())) : this.oneOf(type.getTypes());
    }
    if (type.isStringLiteralType() || type.isNumberLiteralType() || type.isBooleanLiteralType())
      return { words: [type.value] };
    if (type.flags & TypeFlags.Null) return { words: [null] };
    if (type.flags & TypeFlags.StringLike) return 'string';
    if (type.flags & TypeFlags.NumberLike) return 'number';
    if (type.isIntersectionType()) return this.block(type);
    return type.isObjectType() ? this.object(type) : 'any';
  }

  private oneOf(types: readonly Type[]): Shape {
    const { TypeFlags } = this.compiler;
    const isSaid = ({ flags }: Type) => !(flags & (TypeFlags.Undefined | TypeFlags.Void));
    const all = types.filter(isSaid).map((one) => this.of(one));
    if (all.includes('any')) return 'any';
    const words = all.flatMap((one) => (typeof one === 'object' && 'words' in one ? one.words : []));
    const others = all.filter((one) => typeof one !== 'object' || !('words' in one));
    const isSwitch = words.includes(true) && words.includes(false);
    const closed = words.filter((word) => !isSwitch || typeof word !== 'boolean').sort();
    const shapes = [
      ...new Map(others.map((one) => [JSON.stringify(one), one])).values(),
      ...(isSwitch ? ['boolean'] : []),
      ...(closed.length > 0 ? [{ words: closed }] : []),
    ];
    const [only = 'any', ...more] = shapes;
    return more.length === 0 ? only : { oneOf: shapes };
  }

  private object(type: Type): Shape {
    const { checker } = this;
    const { SignatureKind, SymbolFlags } = this.compiler;
    if (checker.isArrayLikeType(type))
      return { list: this.oneOf(type.isTypeReference() ? checker.getTypeArguments(type) : []) };
    if (checker.getSignaturesOfType(type, SignatureKind.Call).length > 0) return 'function';
    const isClass = ((type.getSymbol()?.flags ?? 0) & SymbolFlags.Class) !== 0;
    const name = (type.getAliasSymbol() ?? type.getSymbol())?.name ?? '';
    if (isClass) return { instance: name };
    if (!this.isOwn(type)) return { handle: /^[A-Z]/.test(name) ? name : '', has: [] };
    const isNamed = /^[A-Z]/.test(name) && type.getAliasTypeArguments().length === 0;
    return isNamed ? this.name(name, type, () => this.block(type)) : this.block(type);
  }

  private name(name: string, type: Type, shape: () => Shape): Shape {
    const known = this.types.get(name);
    if (known !== undefined && known !== type.id) throw new Error(`two types are called ${name}`);
    if (known === undefined) {
      this.types.set(name, type.id);
      this.named.set(name, shape());
    }
    return name;
  }

  private isOwn(type: Type): boolean {
    return this.checker.getPropertiesOfType(type).every((prop) => this.isOurs(prop));
  }

  private isOurs({ declarations }: Declared): boolean {
    return declarations.every(({ path }) => path.startsWith(this.own));
  }

  private block(type: Type): Shape {
    const { checker } = this;
    const { SymbolFlags, TypeFlags } = this.compiler;
    const isOptional = ({ flags }: Declared) => (flags & SymbolFlags.Optional) !== 0;
    // `x?: undefined` says that another kind of block has an x.
    const isNothing = (prop: Declared) => isOptional(prop) && (this.typeOf(prop).flags & TypeFlags.Undefined) !== 0;
    const props = inOrder(checker.getPropertiesOfType(type)).filter((prop) => !isNothing(prop));
    const [index] = checker.getIndexInfosOfType(type);
    if (index !== undefined && props.length === 0) return { map: this.of(index.valueType) };
    const shapes = props.map((prop) => [prop, this.of(this.typeOf(prop))] as const);
    const name = checker.typeToString(type);
    if (shapes.some(([, shape]) => shape === 'function') || this.open.includes(name))
      return { handle: name, has: props.filter((prop) => !isOptional(prop)).map((prop) => prop.name) };
    const named = shapes.map(([prop, shape]) => [isOptional(prop) ? `${prop.name}?` : prop.name, shape]);
    return { block: Object.fromEntries(named) };
  }

  private typeOf(prop: Declared): Type {
    const type = this.checker.getTypeOfSymbol(prop);
    if (type === undefined) throw new Error(`the compiler knows no type of ${prop.name}`);
    return type;
  }
}
