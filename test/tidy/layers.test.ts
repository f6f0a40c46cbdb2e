import { describe, expect, test } from 'vitest';
import { type Import, importsOf, sourcesOf } from './support/source.ts';

/**
 * "Who may import whom" of architecture.md, literally, and what each layer may take from outside.
 * `name:type` allows types only. A layer always has its own files; an area that has no row here fails.
 */
const LAYERS: Readonly<Record<string, { readonly own: readonly string[]; readonly from: readonly string[] }>> = {
  'src/shared': { own: [], from: [] },
  'src/contract': { own: ['src/shared'], from: ['zod'] },
  'src/domain': { own: ['src/shared'], from: [] },
  'src/ports': { own: ['src/shared'], from: ['node:crypto', 'node:fs/promises', 'node:path'] },
  'src/importers': { own: ['src/shared'], from: ['node:*', 'papaparse', 'ibantools'] },
  'src/exporters': { own: ['src/shared', 'src/domain:type', 'src/ports:type'], from: ['node:*', 'exceljs', 'pdfmake', 'to-words'] },
  // the posting rules are SQL expressions of src/domain/accruals.ts (DECISIONS.md, Foundation): more than its types
  'src/db': { own: ['src/shared', 'src/ports', 'src/domain'], from: ['node:*', 'better-sqlite3', 'drizzle-orm'] },
  'src/services': {
    own: ['src/shared', 'src/contract:type', 'src/domain', 'src/db', 'src/importers', 'src/exporters', 'src/ports'],
    from: ['node:crypto', 'node:fs/promises', 'node:path', 'ibantools'],
  },
  // what the sample programme is: data that `init --sample` brings in through the ordinary import
  'src/sample': { own: ['src/shared'], from: [] },
  'src/app': {
    own: ['src/shared', 'src/contract', 'src/domain', 'src/ports', 'src/importers', 'src/exporters', 'src/db', 'src/services', 'src/sample', 'package.json'],
    from: ['node:*', 'zod'],
  },
  'src/cli': { own: ['src/app', 'src/contract', 'src/shared', 'src/ports', 'src/http'], from: ['node:*', 'zod'] },
  'src/http': { own: ['src/app', 'src/contract', 'src/shared', 'src/ports'], from: ['node:*'] },
  electron: { own: ['src/app', 'src/contract', 'src/shared', 'src/ports'], from: ['node:*', 'electron', 'electron-updater'] },
  renderer: {
    own: ['src/contract', 'src/shared'],
    from: ['react', 'react-dom', '@mantine/*', '@tanstack/*', '@tabler/icons-react', '@fontsource-variable/inter', 'recharts', 'dayjs', 'zod'],
  },
};

const layerOf = (path: string): string | undefined => Object.keys(LAYERS).find((layer) => path === layer || path.startsWith(`${layer}/`));

function isAllowed(layer: string, { to, typesOnly }: Import): boolean {
  const { own, from } = LAYERS[layer] ?? { own: [], from: [] };
  if (layerOf(to) === layer) return true;
  const matches = (rule: string): boolean => {
    const [name = '', kind] = rule.split(':type');
    if (kind !== undefined && !typesOnly) return false;
    return name.endsWith('*') ? to.startsWith(name.slice(0, -1)) : to === name || to.startsWith(`${name}/`);
  };
  return own.some(matches) || from.some(matches);
}

const sources = sourcesOf('src', 'electron', 'renderer');

describe('layers (architecture.md, section 1)', () => {
  test.each(Object.keys(LAYERS))('%s imports only what the table gives it', (layer) => {
    const bad = sources
      .filter((source) => layerOf(source.path) === layer)
      .flatMap((source) =>
        importsOf(source)
          .filter((one) => !isAllowed(layer, one))
          .map((one) => `${source.path} → ${one.to}${one.typesOnly ? ' (types)' : ''}`),
      );
    expect([...new Set(bad)]).toEqual([]);
  });

  test('every source file belongs to a layer of the table', () =>
    expect(sources.filter((source) => layerOf(source.path) === undefined).map((source) => source.path)).toEqual([]));

  test('no service imports another service: only its own folder, the context, the list reader and the check of versions', () => {
    /** Shared by services and no service themselves. */
    const COMMON = ['src/services/context.ts', 'src/services/list.ts', 'src/services/stale.ts'];
    const areaOf = (path: string): string => (path.split('/')[2] ?? '').replace(/\.ts$/, '');
    const bad = sources
      .filter((source) => source.path.startsWith('src/services/'))
      .flatMap((source) =>
        importsOf(source)
          .filter((one) => one.to.startsWith('src/services/') && areaOf(one.to) !== areaOf(source.path) && !COMMON.includes(one.to))
          .map((one) => `${source.path} → ${one.to}`),
      );
    expect(bad).toEqual([]);
  });

  test('nothing imports test', () => {
    const bad = sources.flatMap((source) =>
      importsOf(source)
        .filter((one) => one.to.startsWith('test/'))
        .map((one) => `${source.path} → ${one.to}`),
    );
    expect(bad).toEqual([]);
  });
});
