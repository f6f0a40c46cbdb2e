import type { Output, Parsed } from '../contract/index.ts';
import { PROCEDURES } from '../contract/index.ts';
import { findUndoable, markUndone } from '../services/acts.ts';
import type { CommandContext } from '../services/context.ts';
import { assert } from '../shared/assert.ts';
import { AppError } from '../shared/errors.ts';

type Command = (context: CommandContext, input: unknown) => unknown;

/**
 * Takes an act back by its stored inverse, in the transaction of this command. The inverse is an ordinary command with its own rights
 * and refusals; what it registers as its own inverse becomes the redo.
 * @throws AppError NOT_FOUND, CONFLICT, FORBIDDEN, or the refusal of the inverse, which says what was built on the act since
 */
export function undo(commandNamed: (name: string) => Command | undefined) {
  return (context: CommandContext, input: Parsed<'acts.undo'>): Output<'acts.undo'> => {
    const act = findUndoable(context.db, context.actor.name, input.seq);
    const procedure = PROCEDURES[act.procedure as keyof typeof PROCEDURES];
    const inverse = commandNamed(act.procedure);
    assert(procedure?.kind === 'command' && inverse !== undefined, `${act.procedure} is a command`);
    if (!context.actor.permissions.has(procedure.permission))
      throw new AppError('FORBIDDEN', `${context.actor.name} may not take this back: it needs the right "${procedure.permission}".`);
    let title = `Taken back: ${act.title}`;
    const undoable: CommandContext['undoable'] = (redo) => {
      title = redo.title;
      context.undoable({ ...redo, undoes: act.seq });
    };
    inverse({ ...context, undoable, takesBack: act.seq }, procedure.input.parse(JSON.parse(act.inputJson)));
    markUndone(context, act);
    context.touch('system');
    return { seq: context.seq, title, undone: act.title };
  };
}
