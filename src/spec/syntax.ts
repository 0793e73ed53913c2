import type { ErrorCode, YAMLError } from 'yaml';
import { isCollection, isScalar, visit } from 'yaml';
import type { Finding } from './finding.ts';
import type { Tree } from './position.ts';

const tab: Finding = { what: 'a tab is used to indent', instead: 'Indent with spaces, two for each level.' };

const known: Partial<Record<ErrorCode, Finding>> = {
  TAB_AS_INDENT: tab,
  BAD_INDENT: {
    what: 'this line is indented differently from the ones it belongs to',
    instead: 'Give keys of one mapping, and items of one list, the same number of spaces.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    what: 'a value on this line is followed by a second `:`',
    instead: 'Quote a value that contains `: `; if the next line is meant to be a key, line it up with this one.',
  },
  MULTILINE_IMPLICIT_KEY: {
    what: 'a key goes over several lines',
    instead: 'Write `key: value` on one line; perhaps the `:` is missing, or the indentation is wrong.',
  },
  BAD_SCALAR_START: {
    what: 'a value begins with a character that YAML reserves',
    instead: 'Put the value in quotes.',
  },
  BAD_DQ_ESCAPE: {
    what: 'a backslash in double quotes begins an escape that YAML does not know',
    instead: "Use single quotes: 'text', or double the backslash.",
  },
};

function own(error: YAMLError): Finding {
  const what = error.message.replace(/^[A-Z]/, (letter) => letter.toLowerCase());
  return { what: `YAML syntax: ${what}`, instead: 'Correct the text at this place; nothing after it could be read.' };
}

/** Start of the quoted text or bracket that an error at `offset` says is never closed. */
function openedAt(tree: Tree, offset: number): number | undefined {
  let start: number | undefined;
  visit(tree, {
    Node: (_key, node) => {
      const quoted = isScalar(node) && String(node.type).startsWith('QUOTE');
      const bracket = isCollection(node) && node.flow === true;
      const range = node.range;
      if ((quoted || bracket) && range && range[0] < offset && range[1] >= offset - 1) start = range[0];
    },
  });
  return start;
}

function unclosed(tree: Tree, error: YAMLError): { offset: number; finding: Finding } | undefined {
  const missing = /Missing closing (["'])quote|Flow (map|sequence).* end with a ([\]}])/.exec(error.message);
  if (!missing) return undefined;
  const closing = missing[1] ?? missing[3] ?? '';
  const finding = {
    what: missing[1]
      ? 'a quoted text is not closed'
      : `a ${missing[2] === 'map' ? 'mapping in braces' : 'list in brackets'} is not closed`,
    instead: `Add the missing ${closing}.`,
  };
  return { offset: openedAt(tree, error.pos[0]) ?? error.pos[0], finding };
}

const continued: Finding = {
  what: 'the next line is indented further than this one, so YAML reads it as part of this value',
  instead: 'Give keys of one mapping the same number of spaces.',
};

/** Every line that is indented with a tab: where there is one there are mostly more, and YAML stops at the first. */
function tabs(text: string): readonly { offset: number; finding: Finding }[] {
  return [...text.matchAll(/^ *\t/gm)].map((match) => ({ offset: match.index + match[0].length - 1, finding: tab }));
}

/** Errors of the YAML syntax, at most one for each line: one slip often breaks several rules. */
export function syntaxFindings(text: string, tree: Tree): readonly { offset: number; finding: Finding }[] {
  if (tree.errors.length === 0) return [];
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const tabbed = tabs(text);
  const tabLines = new Set(tabbed.map(({ offset }) => lineOf(offset)));
  if (tree.errors.some(({ code, pos }) => code === 'TAB_AS_INDENT' || tabLines.has(lineOf(pos[0])))) return tabbed;
  const spilled = new Set(tree.errors.filter(({ code }) => code === 'MULTILINE_IMPLICIT_KEY').map(({ pos }) => pos[0]));
  const findingOf = (error: YAMLError): { offset: number; finding: Finding } => {
    const offset = error.pos[0];
    if (error.code === 'BLOCK_AS_IMPLICIT_KEY' && spilled.has(offset)) return { offset, finding: continued };
    return unclosed(tree, error) ?? { offset, finding: known[error.code] ?? own(error) };
  };
  const lines = new Set<number>();
  return tree.errors.map(findingOf).filter(({ offset }) => {
    const line = lineOf(offset);
    return !lines.has(line) && lines.add(line) !== undefined;
  });
}
