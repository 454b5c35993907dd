/** The name and its mark. */
export function Brand() {
  return (
    <span class="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="8" class="mark-ground" />
        <path d="M22.5 11.2A8 8 0 1 0 22.5 20.8" class="mark-line" />
        <circle cx="22.6" cy="16" r="2.6" class="mark-dot" />
      </svg>
      Callwright
    </span>
  );
}
