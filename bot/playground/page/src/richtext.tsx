import type { ReactNode } from "react";
import { emoji } from "./emoji";
import { ChannelMention, Outside, UserMention } from "./mentions";
import type { Json } from "./types";

/** A `rich_text` block: what people type comes as one. */
export function RichText({ block }: { block: Json }) {
  return <div className="mrkdwn">{(block.elements as Json[]).map(part)}</div>;
}

function part(element: Json, key: number): ReactNode {
  const inside = (element.elements ?? []) as Json[];
  switch (element.type) {
    case "rich_text_list": {
      const items = inside.map((item, index) => <li key={index}>{words(item.elements ?? [])}</li>);
      return element.style === "ordered" ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>;
    }
    case "rich_text_quote":
      return <blockquote key={key}>{words(inside)}</blockquote>;
    case "rich_text_preformatted":
      return <pre key={key}>{words(inside)}</pre>;
    default:
      return <p key={key}>{words(inside)}</p>;
  }
}

function words(elements: Json[]): ReactNode[] {
  return elements.map((element, key) => styled(element, word(element), key));
}

function word(element: Json): ReactNode {
  switch (element.type) {
    case "text":
      return element.text;
    case "user":
      return <UserMention id={element.user_id} />;
    case "channel":
      return <ChannelMention id={element.channel_id} />;
    case "broadcast":
      return <span className="mention">@{element.range}</span>;
    case "emoji":
      return emoji(element.name);
    case "link":
      return <Outside url={element.url}>{element.text ?? element.url}</Outside>;
    default:
      return element.text ?? "";
  }
}

function styled(element: Json, said: ReactNode, key: number): ReactNode {
  const style: Json = element.style ?? {};
  let shown = said;
  if (style.code) shown = <code>{shown}</code>;
  if (style.bold) shown = <strong>{shown}</strong>;
  if (style.italic) shown = <em>{shown}</em>;
  if (style.strike) shown = <s>{shown}</s>;
  return <span key={key}>{shown}</span>;
}
