import { bridge } from '../api/transport.ts';
import { notice } from './Notice.tsx';

function base64Of(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** Saves through the shell's dialog, or as a download in a browser. Text files begin with a mark that says UTF-8. */
export async function saveText(name: string, text: string): Promise<void> {
  await saveDocument({ fileName: name, mediaType: 'text/csv;charset=utf-8', base64: base64Of(`\ufeff${text}`) });
}

/** Saves what a document procedure answered. */
export async function saveDocument({
  fileName,
  mediaType,
  base64,
}: {
  readonly fileName: string;
  readonly mediaType: string;
  readonly base64: string;
}): Promise<void> {
  const { native } = bridge();
  if (native !== null) {
    const { saved } = await native.saveFile(fileName, base64);
    if (saved !== null) notice(`Saved as ${saved}`);
    return;
  }
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
