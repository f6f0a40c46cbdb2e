import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vite';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A node of the syntax tree; only what the checks look at. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface Source {
  /** Path from the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly tree: Node;
}

export function filesUnder(folder: string, extensions: readonly string[]): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && extensions.some((extension) => entry.name.endsWith(extension)))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** The parsed TypeScript of some folders. */
export function sourcesOf(...folders: readonly string[]): Source[] {
  return folders
    .flatMap((folder) => filesUnder(folder, ['.ts', '.tsx']))
    .filter((path) => !path.endsWith('.d.ts'))
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return { path, text, tree: parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node };
    });
}

export function lineOf(source: Source, offset: number): number {
  return source.text.slice(0, offset).split('\n').length;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** Calls `visit` for every node, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const child of value) if (isNode(child)) walk(child, visit);
    } else if (isNode(value)) walk(value, visit);
  }
}

export function nodesOf(source: Source, ...types: readonly string[]): Node[] {
  const found: Node[] = [];
  walk(source.tree, (node) => {
    if (types.includes(node.type)) found.push(node);
  });
  return found;
}

export interface Import {
  readonly to: string;
  readonly typesOnly: boolean;
}

/** What a file imports: own files as paths from the root, packages by name. */
export function importsOf(source: Source): Import[] {
  return nodesOf(source, 'ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression').flatMap((node) => {
    const from = isNode(node['source']) ? node['source']['value'] : undefined;
    if (typeof from !== 'string') return [];
    const specifiers = Array.isArray(node['specifiers']) ? (node['specifiers'] as Node[]) : [];
    const typesOnly =
      node['importKind'] === 'type' ||
      node['exportKind'] === 'type' ||
      (node.type === 'ImportDeclaration' && specifiers.length > 0 && specifiers.every((one) => one['importKind'] === 'type'));
    const to = from.startsWith('.') ? normalize(join(dirname(source.path), from)).replaceAll('\\', '/') : packageOf(from);
    return [{ to, typesOnly }];
  });
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

/** Text that is written as a string or a template, where SQL stands; names of code are not in it. */
export function stringsOf(source: Source): { text: string; start: number }[] {
  const found: { text: string; start: number }[] = [];
  walk(source.tree, (node) => {
    if (node.type === 'Literal' && typeof node['value'] === 'string') found.push({ text: node['value'], start: node.start });
    if (node.type === 'TemplateElement') found.push({ text: source.text.slice(node.start, node.end), start: node.start });
  });
  return found;
}

/** The name that is called or read: `Math.random`, `Date`, `console.log`. */
export function nameOf(node: Node): string {
  if (node.type === 'Identifier') return String(node['name']);
  if (node.type !== 'MemberExpression' || !isNode(node['object']) || !isNode(node['property'])) return '';
  return `${nameOf(node['object'])}.${node['property']['name'] === undefined ? '' : String(node['property']['name'])}`;
}
