import { CodedError } from '#libs/refusals';

/** What is wrong with a definition, every field of it at once. @param argument - The name of what was given. */
export function badDefinition(argument: string, errors: readonly { field: string; message: string }[]): CodedError {
  const pathOf = (field: string) => (field === '' ? argument : `${argument}.${field}`);
  const shown = errors.slice(0, 20).map(({ field, message }) => ({ field: pathOf(field), message }));
  const [first] = shown;
  return new CodedError(
    'BAD_INPUT',
    { errors: shown },
    {
      field: first?.field ?? argument,
      message: shown
        .map(({ field, message }) => `${field} ${message}`)
        .join('. ')
        .concat('.'),
    },
  );
}
