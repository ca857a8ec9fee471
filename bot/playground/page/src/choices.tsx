import { plain } from "./blocks";
import { usePage } from "./context";
import { described, type ControlProps } from "./controls";
import { called } from "./mentions";
import { Mrkdwn } from "./mrkdwn";
import type { Seen } from "./workspace";
import type { Json } from "./types";

interface Chosen extends ControlProps {
  value: unknown;
  change: (value: unknown) => void;
}

interface Option {
  value: string;
  name: string;
}

/** Radio buttons or checkboxes. */
export function Choices({ value, change, id, label, ...props }: Chosen) {
  const { element, block } = props;
  const many = element.type === "checkboxes";
  const chosen = many ? ((value as string[] | null) ?? []) : [value as string];
  const name = `${block.block_id}-${element.action_id}`;
  const pick = (option: string) => {
    if (!many) change(option);
    else change(chosen.includes(option) ? chosen.filter((c) => c !== option) : [...chosen, option]);
  };
  return (
    <div
      className="choices"
      role={many ? "group" : "radiogroup"}
      aria-labelledby={id && `${id}-label`}
      aria-label={id ? undefined : (label ?? "Choose")}
    >
      {(element.options as Json[]).map((option) => (
        <label key={option.value} className="choice">
          <input
            type={many ? "checkbox" : "radio"}
            name={name}
            checked={chosen.includes(option.value)}
            onChange={() => pick(option.value)}
          />
          <span>
            {option.text.type === "mrkdwn" ? <Mrkdwn text={option.text.text} /> : plain(option.text)}
            {option.description && <small>{plain(option.description)}</small>}
          </span>
        </label>
      ))}
    </div>
  );
}

export function Select({ value, change, ...props }: Chosen) {
  const { element } = props;
  const { seen } = usePage();
  const { placeholder, ...rest } = described(props);
  const groups = grouped(element, seen);
  return (
    <select {...rest} value={String(value ?? "")} onChange={(event) => change(event.target.value)}>
      <option value="" disabled>
        {placeholder ?? "Choose"}
      </option>
      {groups.map(({ name, options }) =>
        name ? (
          <optgroup key={name} label={name}>
            {options.map(entry)}
          </optgroup>
        ) : (
          options.map(entry)
        ),
      )}
    </select>
  );
}

export function MultiSelect({ value, change, id, label, ...props }: Chosen) {
  const { seen } = usePage();
  const chosen = (value as string[] | null) ?? [];
  const most = Number(props.element.max_selected_items ?? Infinity);
  const toggle = (option: string) =>
    change(chosen.includes(option) ? chosen.filter((c) => c !== option) : [...chosen, option]);
  return (
    <div className="choices many" role="group" aria-label={label ?? "Choose"} id={id} tabIndex={-1}>
      {grouped(props.element, seen).flatMap(({ options }) =>
        options.map((option) => (
          <label key={option.value} className="choice">
            <input
              type="checkbox"
              checked={chosen.includes(option.value)}
              disabled={!chosen.includes(option.value) && chosen.length >= most}
              onChange={() => toggle(option.value)}
            />
            <span>{option.name}</span>
          </label>
        )),
      )}
    </div>
  );
}

function entry(option: Option) {
  return (
    <option key={option.value} value={option.value}>
      {option.name}
    </option>
  );
}

function grouped(element: Json, seen: Seen): { name: string; options: Option[] }[] {
  const type = String(element.type).replace(/^multi_/, "");
  if (type === "users_select")
    return [{ name: "", options: [...seen.people.values()].map(asPerson) }];
  if (type === "channels_select" || type === "conversations_select")
    return [{ name: "", options: offered(element, type, seen) }];
  const asOption = (option: Json) => ({ value: String(option.value), name: plain(option.text) });
  if (element.option_groups)
    return (element.option_groups as Json[]).map((group) => ({
      name: plain(group.label),
      options: (group.options as Json[]).map(asOption),
    }));
  return [{ name: "", options: ((element.options ?? []) as Json[]).map(asOption) }];
}

function asPerson(person: { id: string; name: string }): Option {
  return { value: person.id, name: called(person.name) };
}

const FILTERED: Record<string, string> = {
  public_channel: "public",
  private_channel: "private",
  im: "im",
  mpim: "mpim",
};

/** The conversations that Slack would offer: those that the person sees and the filter lets by. */
function offered(element: Json, type: string, seen: Seen): Option[] {
  const include: string[] | undefined =
    type === "channels_select" ? ["public"] : element.filter?.include;
  return seen.channels
    .filter((channel) => !channel.archived)
    .filter((channel) => !include || include.includes(FILTERED[channel.kind]!))
    .filter(
      (channel) =>
        !(element.filter?.exclude_bot_users && seen.people.get(channel.other)?.role === "bot"),
    )
    .filter((channel) => !(element.filter?.exclude_external_shared_channels && channel.shared))
    .map((channel) => ({
      value: channel.id,
      name: channel.other ? called(channel.name) : `#${channel.name}`,
    }));
}
