/** A script of SQL as its statements, each with the comment right above it; strings, quoted names, function bodies and comments kept whole. */

export interface SqlStatement {
  /** In lower case, without comments, white space made single. What stands in quotes and bodies is kept as it is. */
  readonly text: string;
  /** The lines of comment that stand right above it, without their dashes. */
  readonly comment: string;
  /** Where it begins in the script, from 1. */
  readonly line: number;
}

const PART =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1|;|\n|[^\S\n]+|[^\s;'"$/-]+|[$/-]/g;

export function sqlStatements(script: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let [text, comment, line, begun, blank] = ['', '', 1, 1, 0];
  const end = () => {
    if (text.trim() !== '') statements.push({ text: text.trim(), comment: comment.trim(), line: begun });
    [text, comment] = ['', ''];
  };
  for (const [part] of script.matchAll(PART)) {
    const isSpace = part.trim() === '';
    // an empty line parts a comment from the statement after it
    blank = part === '\n' ? blank + 1 : isSpace ? blank : 0;
    if (part.startsWith('--')) {
      if (text.trim() === '') comment += `${part.replace(/^-+\s?/, '')}\n`;
    } else if (part === ';') end();
    else if (isSpace || part.startsWith('/*')) {
      if (blank >= 2 && text.trim() === '') comment = '';
      if (text !== '' && !text.endsWith(' ')) text += ' ';
    } else {
      if (text === '') begun = line;
      text += /^['"$]/.test(part) && part.length > 1 ? part : part.toLowerCase();
    }
    line += part.split('\n').length - 1;
  }
  end();
  return statements;
}

/** The parts of a list between its commas, those in brackets and quotes left alone. */
export function commaParts(text: string): string[] {
  const parts: string[] = [];
  let [depth, current] = [0, ''];
  for (const [part] of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[\s\S]/g)) {
    if (part === '(') depth++;
    if (part === ')') depth--;
    if (part === ',' && depth === 0) {
      parts.push(current.trim());
      current = '';
    } else current += part;
  }
  return [...parts, current.trim()].filter((each) => each !== '');
}
