/**
 * The draft on this side: what is shown, what is being saved, and what can be undone.
 *
 * Changes are sent one after the other, so each knows the version that the one before made.
 * A change is shown at once; when the server refuses it, the server's draft is shown again.
 */
import { batch, computed, signal } from "@preact/signals";
import { ApiError } from "../../api/http";
import * as api from "../../api/plan";
import type { Change, Draft, Edit, Picture, PlanDoc } from "../../api/plan-words";
import { report, sentence, tell } from "../../app/notices";
import { t } from "../../i18n/catalogue";
import { applied, isSamePlace } from "./edits";

const UNDONE_AT_MOST = 50;

export const draft = signal<Draft | null>(null);
/** The plan of the draft; the last one that could be read, while the text has errors. */
export const doc = signal<PlanDoc | null>(null);
export const picture = signal<Picture>({ nodes: [], edges: [] });
export const changes = signal<readonly Change[]>([]);
/** Why the draft cannot be shown at all. */
export const trouble = signal("");
/** Somebody else has saved the draft meanwhile. */
export const conflict = signal(false);
/** A text that is not saved yet. */
export const typed = signal<string | null>(null);
export const saving = signal(0);
/** The texts before the last changes, the newest last. */
export const former = signal<readonly string[]>([]);

export const findings = computed(() => draft.value?.findings ?? []);
export const errors = computed(() => findings.value.filter((each) => each.severity === "error"));
export const warnings = computed(() =>
  findings.value.filter((each) => each.severity === "warning"),
);

let line: Promise<unknown> = Promise.resolve();
/** Changes that were refused because of a conflict, and the plan in which they were made. */
let refused: Edit[][] = [];
let madeIn: PlanDoc | null = null;

/** Load anew. What could be undone is forgotten; a text that was not saved can be had back. */
export async function load(): Promise<void> {
  try {
    const found = await api.getDraft();
    batch(() => {
      former.value = typed.value === null ? [] : [typed.value];
      typed.value = null;
      conflict.value = false;
      trouble.value = "";
      take(found);
    });
    await look();
  } catch (error) {
    trouble.value = sentence(error);
  }
}

/** Load what somebody else saved, and make our own refused changes in it. */
export async function reload(): Promise<void> {
  const [again, before] = [refused, madeIn];
  refused = [];
  await load();
  for (const edits of again) {
    if (edits.every((each) => isSamePlace(before, doc.value, each))) await edit(...edits);
    else tell(t("plan.not_repeated"));
  }
}

function take(found: Draft): void {
  draft.value = found;
  if (found.document) doc.value = found.document;
}

/** What follows from the draft: its picture, and how it differs from the plan in force. */
async function look(): Promise<void> {
  const [seen, told] = await Promise.all([
    api.getPicture().catch(() => null),
    api.getChanges().catch(() => []),
  ]);
  batch(() => {
    if (seen) picture.value = seen.nodes.length > 0 ? seen : unmarked(picture.value);
    // Half a plan differs in everything: what is missing is not what changes.
    changes.value = draft.value?.document ? told : [];
  });
}

/** The last picture that could be drawn, without findings: they are of another text now. */
const unmarked = ({ nodes, edges }: Picture): Picture => ({
  nodes: nodes.map((node) => ({ ...node, findings: [] })),
  edges,
});

/** Make changes; `true` when they are saved. */
export function edit(...edits: Edit[]): Promise<boolean> {
  if (doc.value) doc.value = applied(doc.value, edits);
  return inLine((version) => api.editDraft(edits, version), edits);
}

export function saveText(text: string): Promise<boolean> {
  return inLine((version) => api.putDraft(text, version));
}

export async function undo(): Promise<void> {
  const text = former.value.at(-1);
  if (text === undefined) return;
  former.value = former.value.slice(0, -1);
  const before = former.value;
  if (await saveText(text)) former.value = before;
}

/** Throw the draft away: the plan in force is where one begins again. */
export async function discard(): Promise<void> {
  try {
    await api.dropDraft();
  } catch (error) {
    report(error);
  }
  await load();
}

type Save = (version: number) => Promise<Draft>;

function inLine(save: Save, edits?: Edit[]): Promise<boolean> {
  const turn = line.then(() => send(save, edits));
  line = turn;
  return turn;
}

async function send(save: Save, edits?: Edit[]): Promise<boolean> {
  const before = draft.value;
  if (!before) return false;
  if (conflict.value) return refuse(before, edits);
  saving.value += 1;
  try {
    const found = await save(before.version);
    batch(() => {
      former.value = [...former.value, before.text].slice(-UNDONE_AT_MOST);
      take(found);
    });
    void look();
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) {
      conflict.value = true;
      return refuse(before, edits);
    }
    report(error);
    if (before.document) doc.value = before.document;
    return false;
  } finally {
    saving.value -= 1;
  }
}

/** Kept until the draft is loaded again, and not shown as if it were saved. */
function refuse(before: Draft, edits?: Edit[]): false {
  if (edits) refused.push(edits);
  if (before.document) doc.value = madeIn = before.document;
  return false;
}
