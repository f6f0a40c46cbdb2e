import { type Node, nameOf, nodesOf, type Source } from './source.ts';

/** Titles of tests, suites and scenarios that run, as far as they are written as text; those under `.skip` and `.todo` are none. */
export function titlesOf(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    nodesOf(source, 'CallExpression').flatMap((call) => {
      const callee = call['callee'] as Node;
      const name = nameOf(callee.type === 'CallExpression' ? (callee['callee'] as Node) : callee);
      const first = (call['arguments'] as Node[])[0];
      const isTest = /^(?:describe|test|it|scenario)(?:\.|$)/.test(name) && !/\.(?:skip|todo)$/.test(name);
      return isTest && first ? [source.text.slice(first.start, first.end)] : [];
    }),
  );
}
