/** Where a queue is worked: the core says it; exceptions have a screen of their own. */
export function queueAddress(queue: { readonly name: string; readonly to: string }): string {
  const address = queue.to.replace(/^#/, '');
  return queue.name === 'exceptions' ? '/exceptions' : address;
}
