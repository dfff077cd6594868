interface ToggleProps {
  readonly name: string;
  readonly pressed: boolean;
  readonly hint: string;
  readonly label: string;
  readonly onToggle: (pressed: boolean) => void;
}

/** A button that stays pressed. */
export function Toggle({ name, pressed, hint, label, onToggle }: ToggleProps) {
  return (
    <button
      type="button"
      className="deepspine-grade"
      data-cy={name}
      aria-pressed={pressed}
      title={hint}
      onClick={() => onToggle(!pressed)}
    >
      {label}
    </button>
  );
}
