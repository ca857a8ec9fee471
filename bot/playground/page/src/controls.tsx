import { useState } from "react";
import { plain } from "./blocks";
import { Choices, MultiSelect, Select } from "./choices";
import { Confirm } from "./Confirm";
import { External } from "./External";
import { Menu } from "./Menu";
import { useSurface } from "./surface";
import type { Json } from "./types";

export interface ControlProps {
  block: Json;
  element: Json;
  /** In an input block: of its label. */
  id?: string;
  label?: string;
  invalid?: boolean;
  required?: boolean;
}

const TYPED: Record<string, string> = {
  email_text_input: "email",
  url_text_input: "url",
  number_input: "number",
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
};

/** An interactive element; what it asks for before (`confirm`) is asked here. */
export function Control(props: ControlProps) {
  const { block, element } = props;
  const surface = useSurface();
  const [asked, ask] = useState<{ value?: unknown } | null>(null);
  const send = (value?: unknown) => {
    if (element.confirm) ask({ value });
    else surface.press(block, element, value);
  };
  return (
    <>
      <Inner {...props} send={send} />
      {asked && (
        <Confirm
          title={plain(element.confirm.title)}
          text={element.confirm.text}
          yes={plain(element.confirm.confirm)}
          no={plain(element.confirm.deny)}
          danger={element.confirm.style === "danger"}
          onClose={(yes) => {
            ask(null);
            if (yes) surface.press(block, element, asked.value);
          }}
        />
      )}
    </>
  );
}

function Inner({ send, ...props }: ControlProps & { send: (value?: unknown) => void }) {
  const { block, element, id } = props;
  const surface = useSurface();
  const value = surface.value(block, element);
  const change = (chosen: unknown) => {
    surface.change(block, element, chosen);
    if (block.type !== "input" || block.dispatch_action) send(chosen);
  };
  const type = String(element.type);
  if (type === "button")
    return (
      <button
        type="button"
        className={`button ${element.style ?? ""}`}
        aria-label={element.accessibility_label}
        onClick={() => {
          if (element.url) window.open(element.url, "_blank", "noreferrer");
          send();
        }}
      >
        {plain(element.text)}
      </button>
    );
  if (type === "overflow")
    return (
      <Menu
        label="More options"
        items={(element.options as Json[]).map((option) => ({
          name: plain(option.text),
          act: () => send(option.value),
        }))}
      />
    );
  if (type === "image") return <img className="accessory" src={element.image_url} alt={element.alt_text} />;
  if (type === "plain_text_input") return <PlainText {...props} value={value} change={change} />;
  if (type in TYPED)
    return (
      <input
        {...described(props)}
        type={TYPED[type]}
        value={shown(type, value)}
        min={element.min_value}
        max={element.max_value}
        step={element.is_decimal_allowed ? "any" : undefined}
        onChange={(event) => change(read(type, event.target.value))}
      />
    );
  if (type === "radio_buttons" || type === "checkboxes")
    return <Choices {...props} value={value} change={change} />;
  if (type.endsWith("external_select"))
    return <External {...props} value={value} change={change} id={id} />;
  if (type.startsWith("multi_")) return <MultiSelect {...props} value={value} change={change} />;
  if (type.endsWith("_select")) return <Select {...props} value={value} change={change} />;
  return <p className="hint">The demo has no {type.replaceAll("_", " ")}.</p>;
}

/** What names and describes a field, for those who can't see where it stands. */
export function described({ id, element, label, invalid, required }: ControlProps) {
  const placeholder = element.placeholder ? plain(element.placeholder) : undefined;
  return {
    id,
    className: "field",
    placeholder,
    "aria-label": id ? undefined : (label ?? placeholder ?? "Choose"),
    "aria-invalid": invalid || undefined,
    "aria-required": required || undefined,
    autoFocus: element.focus_on_load || undefined,
  };
}

function PlainText({ value, change, ...props }: ControlProps & { value: unknown; change: (value: string) => void }) {
  const { element } = props;
  const common = {
    ...described(props),
    value: String(value ?? ""),
    maxLength: element.max_length,
    onChange: (event: { target: { value: string } }) => change(event.target.value),
  };
  return element.multiline ? <textarea {...common} rows={6} /> : <input {...common} type="text" />;
}

/** Slack has moments in seconds since the epoch; a browser's field shows local time. */
function shown(type: string, value: unknown): string {
  if (type !== "datetimepicker" || !value) return String(value ?? "");
  const local = new Date(Number(value) * 1000);
  local.setMinutes(local.getMinutes() - local.getTimezoneOffset());
  return local.toISOString().slice(0, 16);
}

function read(type: string, value: string): unknown {
  if (!value) return null;
  return type === "datetimepicker" ? Math.round(new Date(value).getTime() / 1000) : value;
}
