import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { allowedLink, createNative, Grants, type NativeDeps, safeFileName } from '../../electron/main/native.ts';

const folder = mkdtempSync(join(tmpdir(), 'pd-native-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function native(change: Partial<NativeDeps> & { readonly chosen?: readonly string[] } = {}) {
  const grants = new Grants();
  const chosen = change.chosen ?? [];
  const showOpenDialog = vi.fn(async () => ({ canceled: chosen.length === 0, filePaths: [...chosen] }));
  const showSaveDialog = vi.fn(async () => ({ canceled: chosen.length === 0, filePath: chosen[0] ?? '' }));
  const openExternal = vi.fn(async () => undefined);
  const openCompany = vi.fn(async () => true);
  const cancel = vi.fn();
  const handlers = createNative({
    dialog: { showOpenDialog, showSaveDialog } as unknown as NativeDeps['dialog'],
    shell: { openExternal },
    grants,
    documents: folder,
    info: () => ({ appVersion: '1', packaged: false, fileName: 'a.pdesk', recent: [] }),
    cancel,
    openCompany,
    ...change,
  });
  const call = (name: string, input: unknown): Promise<unknown> => handlers[name]?.(input) ?? Promise.reject(new Error(`no ${name}`));
  const refused = async (name: string, input: unknown): Promise<unknown> => {
    try {
      return await call(name, input);
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  };
  return { call, refused, grants, showOpenDialog, showSaveDialog, openExternal, openCompany, cancel };
}

describe('L5: links', () => {
  it.each(['https://www.fbr.gov.pk/', 'https://iris.fbr.gov.pk/login?x=1', 'https://www.sbp.org.pk/a'])('open: %s', async (url) => {
    const { call, openExternal } = native();
    await call('openExternal', { url });
    expect(openExternal).toHaveBeenCalledWith(url);
  });
  it.each([
    'http://www.fbr.gov.pk/',
    'https://fbr.gov.pk.evil.org/',
    'https://evil.org/?https://www.fbr.gov.pk/',
    'https://www.fbr.gov.pk@evil.org/',
    'https://user:pw@www.fbr.gov.pk/',
    'https://www.fbr.gov.pk:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'smb://server/share',
    'ms-msdt:/id',
    'partnerdesk://go/partners',
    'https://',
    '',
    `https://www.fbr.gov.pk/${'a'.repeat(2_000)}`,
  ])('do not open: %s', async (url) => {
    const { refused, openExternal } = native();
    expect(await refused('openExternal', { url })).toMatch(/FORBIDDEN|BAD_INPUT/);
    expect(openExternal).not.toHaveBeenCalled();
    expect(allowedLink(url)).toBeNull();
  });
});

describe('names a page suggests', () => {
  it.each([
    ['Statement_PS-2026Q3-0042_Acme.pdf', 'Statement_PS-2026Q3-0042_Acme.pdf'],
    ['../../etc/passwd', 'etcpasswd'],
    ['C:\\Windows\\x.exe', 'CWindowsx.exe'],
    ['..', 'Document'],
    ['', 'Document'],
    ['a\u0000b\n.csv', 'ab.csv'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['خلاصہ.pdf', 'خلاصہ.pdf'],
    ['x'.repeat(300), 'x'.repeat(150)],
    [' name. ', 'name'],
  ])('%j becomes %j', (suggested, name) => expect(safeFileName(suggested)).toBe(name));
});

describe('files', () => {
  it('are read only where a person chose them', async () => {
    const { call, grants, showOpenDialog } = native({ chosen: ['/home/me/billing.csv'] });
    expect(grants.has('/home/me/billing.csv')).toBe(false);
    expect(await call('pickOpen', { extensions: ['csv', 'xlsx'], multiple: true })).toEqual([{ name: 'billing.csv', path: '/home/me/billing.csv' }]);
    expect(grants.has('/home/me/billing.csv')).toBe(true);
    expect(grants.has('/home/me/other.csv')).toBe(false);
    expect(showOpenDialog).toHaveBeenCalledWith({ filters: [{ name: 'Files', extensions: ['csv', 'xlsx'] }], properties: ['openFile', 'multiSelections'] });
  });

  it('are not chosen when the dialog was left', async () => {
    const { call } = native();
    expect(await call('pickOpen', { extensions: ['csv'] })).toEqual([]);
    expect(await call('pickSave', { suggestedName: 'a.csv' })).toBeNull();
    expect(await call('saveFile', { suggestedName: 'a.csv', base64: 'AA==' })).toEqual({ saved: null });
  });

  it('are written whole and private', async () => {
    const path = join(folder, 'Statement.pdf');
    const { call, showSaveDialog } = native({ chosen: [path] });
    expect(await call('saveFile', { suggestedName: '../Statement.pdf', base64: Buffer.from('content').toString('base64') })).toEqual({ saved: path });
    expect(readFileSync(path, 'utf8')).toBe('content');
    expect(readdirSync(folder)).toEqual(['Statement.pdf']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
    expect(showSaveDialog).toHaveBeenCalledWith(
      expect.objectContaining({ defaultPath: join(folder, 'Statement.pdf'), filters: [{ name: 'PDF', extensions: ['pdf'] }] }),
    );
  });

  it('keep what was there when writing fails', async () => {
    const blocked = join(folder, 'blocked.pdf');
    writeFileSync(blocked, 'old');
    const { refused } = native({ chosen: [join(blocked, 'below-a-file.pdf')] });
    expect(await refused('saveFile', { suggestedName: 'x.pdf', base64: 'AA==' })).toBe('FILE_UNREADABLE');
    expect(readFileSync(blocked, 'utf8')).toBe('old');
  });
});

describe('input of the shell’s own functions', () => {
  it.each<[string, unknown]>([
    ['pickOpen', null],
    ['pickOpen', {}],
    ['pickOpen', { extensions: [] }],
    ['pickOpen', { extensions: ['../x'] }],
    ['pickOpen', { extensions: ['csv', 1] }],
    ['pickOpen', { extensions: ['csv'], properties: ['openDirectory'] }],
    ['pickSave', { suggestedName: 3 }],
    ['pickSave', { suggestedName: 'x'.repeat(501) }],
    ['saveFile', { suggestedName: 'x' }],
    ['saveFile', { suggestedName: 'x', base64: 'AA==', path: '/etc/passwd' }],
    ['openExternal', { url: 3 }],
    ['openCompany', {}],
    ['openCompany', { choice: 'delete' }],
    ['openCompany', { choice: { recent: -1 } }],
    ['openCompany', { choice: { recent: 0.5 } }],
    ['openCompany', { choice: { recent: 0, path: '/x' } }],
    ['openCompany', { choice: { path: '/etc/passwd' } }],
  ])('%s refuses %j', async (name, input) => expect(await native({ chosen: ['/x'] }).refused(name, input)).toBe('BAD_INPUT'));

  it('takes the choices there are', async () => {
    const { call, openCompany, cancel } = native();
    for (const choice of ['open', 'new', 'sample', { recent: 2 }]) await call('openCompany', { choice });
    expect(openCompany.mock.calls).toEqual([['open'], ['new'], ['sample'], [{ recent: 2 }]]);
    await call('cancel', { requestId: 'r-1' });
    await call('cancel', { requestId: { x: 1 } });
    expect(cancel.mock.calls).toEqual([['r-1']]);
  });
});
