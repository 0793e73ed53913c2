import { z } from 'zod';

const restriction = z.object({
  patterns: z.array(
    z.object({ group: z.array(z.string()), message: z.string(), allowTypeImports: z.boolean().optional() }),
  ),
});

const config = z.object({
  overrides: z.array(
    z.object({
      files: z.array(z.string()),
      rules: z.object({ 'no-restricted-imports': z.tuple([z.literal('error'), restriction]).optional() }),
    }),
  ),
});

const code = (text: string): string => `\`${text}\``;

/** A pattern as people say it: the folder that it stands for. */
const short = (pattern: string): string => code(pattern.replace(/^!/, '').replace(/^\*\*\/(.+)\/\*\*$/, '$1/'));

/** The import fences as a Markdown table. `text`: the linter's configuration. */
export function fencesTable(text: string): string {
  const rows = config.parse(JSON.parse(text)).overrides.flatMap(({ files, rules }) => {
    const [, restricted] = rules['no-restricted-imports'] ?? [];
    return (restricted?.patterns ?? []).map(({ group, message }) => {
      const never = group.filter((pattern) => !pattern.startsWith('!')).map(short);
      const but = group.filter((pattern) => pattern.startsWith('!')).map(short);
      const refused = `${never.join(' ')}${but.length > 0 ? ` but ${but.join(' ')}` : ''}`;
      return `| ${files.map(code).join(' ')} | ${message} | ${refused} |`;
    });
  });
  return ['| Files | Rule | Imports refused |', '|---|---|---|', ...rows].join('\n');
}
