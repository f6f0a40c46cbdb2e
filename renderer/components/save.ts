import { bridge } from '../api/transport.ts';
import { notice } from './Notice.tsx';

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Saves through the shell's dialog, or as a download in a browser. */
export async function saveText(name: string, text: string): Promise<void> {
  const { native } = bridge();
  if (native !== null) {
    const { saved } = await native.saveFile(name, base64(text));
    if (saved !== null) notice(`Saved as ${saved}`);
    return;
  }
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
