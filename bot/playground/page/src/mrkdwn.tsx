/**
 * Slack's mrkdwn. Escapes are undone last, piece by piece, so that what people typed
 * (`&lt;https://…&gt;`) never becomes a mention or link.
 */
import { Fragment, type ReactNode } from "react";
import { emoji } from "./emoji";
import { ChannelMention, Outside, UserMention } from "./mentions";
import { dated } from "./time";

const INLINE =
  /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])|(?<!\w)_(?=\S)([^_\n]*[^_\s])_(?!\w)|(?<![\w~])~(?=\S)([^~\n]*[^~\s])~(?![\w~])|:([a-z0-9_+-]+):/g;

export function decode(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

export function Mrkdwn({ text }: { text: string }) {
  const parts: ReactNode[] = [];
  let lines: string[] = [];
  let quoted = false;
  const close = () => {
    if (!lines.length) return;
    const said = inline(lines.join("\n"));
    parts.push(
      quoted ? <blockquote key={parts.length}>{said}</blockquote> : <p key={parts.length}>{said}</p>,
    );
    lines = [];
  };
  for (const line of text.split("\n")) {
    const mark = /^(?:>|&gt;) ?/.exec(line);
    if (!!mark !== quoted) {
      close();
      quoted = !!mark;
    }
    lines.push(mark ? line.slice(mark[0].length) : line);
  }
  close();
  return <div className="mrkdwn">{parts}</div>;
}

export function inline(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let position = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(decode(text.slice(position, match.index)));
    parts.push(<Fragment key={match.index}>{piece(match)}</Fragment>);
    position = match.index + match[0].length;
  }
  parts.push(decode(text.slice(position)));
  return parts;
}

function piece(match: RegExpMatchArray): ReactNode {
  const [whole, fence, code, reference, bold, italic, strike, named] = match;
  if (fence !== undefined) return <pre>{decode(fence.replace(/^\n|\n$/g, ""))}</pre>;
  if (code !== undefined) return <code>{decode(code)}</code>;
  if (reference !== undefined) return <Reference inside={reference} />;
  if (bold !== undefined) return <strong>{inline(bold)}</strong>;
  if (italic !== undefined) return <em>{inline(italic)}</em>;
  if (strike !== undefined) return <s>{inline(strike)}</s>;
  return named === undefined ? whole : emoji(named);
}

function Reference({ inside }: { inside: string }) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : decode(inside.slice(bar + 1));
  if (target.startsWith("@")) return <UserMention id={target.slice(1)} />;
  if (target.startsWith("#")) return <ChannelMention id={target.slice(1)} />;
  if (target.startsWith("!date^")) {
    const [, seconds, format] = target.split("^");
    return <>{seconds && format ? dated(Number(seconds), format) : label}</>;
  }
  if (target.startsWith("!")) return <span className="mention">{label || `@${target.slice(1)}`}</span>;
  return <Outside url={decode(target)}>{label || decode(target).replace(/^mailto:/, "")}</Outside>;
}
