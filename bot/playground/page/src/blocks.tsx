/**
 * Blocks. Own components and not slack-blocks-to-jsx, which was tried: its buttons and selects
 * tell nobody what was pressed, text marked "verbatim" keeps its asterisks, `&amp;` and `&gt;`
 * come out wrong, and ids repeat.
 */
import { Control } from "./controls";
import { Mrkdwn } from "./mrkdwn";
import { RichText } from "./richtext";
import { useSurface } from "./surface";
import { emoji } from "./emoji";
import type { Json } from "./types";

export function Blocks({ blocks }: { blocks: Json[] }) {
  return (
    <div className="blocks">
      {blocks.map((block) => (
        <Block key={block.block_id} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { block: Json }) {
  switch (block.type) {
    case "rich_text":
      return <RichText block={block} />;
    case "header":
      return <h3 className="block-header">{plain(block.text)}</h3>;
    case "divider":
      return <hr />;
    case "section":
      return <Section block={block} />;
    case "context":
      return (
        <div className="block-context">
          {(block.elements as Json[]).map((element, key) =>
            element.type === "image" ? (
              <img key={key} src={element.image_url} alt={element.alt_text} />
            ) : (
              <Text key={key} text={element} />
            ),
          )}
        </div>
      );
    case "actions":
      return (
        <div className="block-actions">
          {(block.elements as Json[]).map((element) => (
            <Control key={element.action_id} block={block} element={element} />
          ))}
        </div>
      );
    case "input":
      return <Input block={block} />;
    case "image":
      return (
        <figure>
          <img src={block.image_url} alt={block.alt_text} />
          {block.title && <figcaption>{plain(block.title)}</figcaption>}
        </figure>
      );
    case "markdown":
      return <Mrkdwn text={String(block.text)} />;
    case "table":
      return <Table block={block} />;
    default:
      return null;
  }
}

function Section({ block }: { block: Json }) {
  return (
    <div className="block-section">
      <div>
        {block.text && <Text text={block.text} />}
        {block.fields && (
          <div className="block-fields">
            {(block.fields as Json[]).map((field, key) => (
              <Text key={key} text={field} />
            ))}
          </div>
        )}
      </div>
      {block.accessory && <Control block={block} element={block.accessory} />}
    </div>
  );
}

function Input({ block }: { block: Json }) {
  const { errors } = useSurface();
  const id = `input-${block.block_id}`;
  const error = errors[block.block_id];
  const group = ["radio_buttons", "checkboxes"].includes(block.element.type);
  const label = (
    <>
      {plain(block.label)} {block.optional && <span className="optional">optional</span>}
    </>
  );
  return (
    <div className="block-input">
      {group ? (
        <div className="label" id={`${id}-label`}>
          {label}
        </div>
      ) : (
        <label className="label" htmlFor={id}>
          {label}
        </label>
      )}
      <Control
        block={block}
        element={block.element}
        id={id}
        label={plain(block.label)}
        invalid={!!error}
        required={!block.optional}
      />
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      {block.hint && <p className="hint">{plain(block.hint)}</p>}
    </div>
  );
}

function Table({ block }: { block: Json }) {
  const [head, ...rows] = block.rows as Json[][];
  const cell = (inside: Json) =>
    inside.type === "rich_text" ? <RichText block={inside} /> : String(inside.text ?? "");
  return (
    <div className="block-table" tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <tr>{head?.map((inside, key) => <th key={key}>{cell(inside)}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row, key) => (
            <tr key={key}>
              {row.map((inside, column) => (
                <td key={column}>{cell(inside)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Text({ text }: { text: Json }) {
  return text.type === "mrkdwn" ? <Mrkdwn text={text.text} /> : <p>{plain(text)}</p>;
}

/** A plain text with its emoji. */
export function plain(text: Json): string {
  return String(text.text).replace(/:([a-z0-9_+-]+):/g, (_, name: string) => emoji(name));
}
