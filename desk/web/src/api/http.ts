/** One door to the server: JSON in and out, the session's token on every change. */

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfterS: number | null = null,
  ) {
    super(message);
  }
}

let token = "";
let onSignedOut: () => void = () => undefined;

export function useToken(csrf: string): void {
  token = csrf;
}

/** What to do when the server says that the session is over. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

async function errorOf(response: Response): Promise<ApiError> {
  let code = "failed";
  let message = `The server answered ${response.status}.`;
  try {
    const body = (await response.json()) as { error?: { code?: string; message?: string } };
    code = body.error?.code ?? code;
    message = body.error?.message ?? message;
  } catch {
    // Not our JSON: a proxy's page, or nothing. The status alone must do.
  }
  const after = Number(response.headers.get("Retry-After"));
  return new ApiError(response.status, code, message, after > 0 ? after : null);
}

async function send(
  method: string,
  path: string,
  body: BodyInit | null,
  type: string,
): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (type) headers["Content-Type"] = type;
  if (method !== "GET" && token) headers["X-Callwright-Token"] = token;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      body,
    });
  } catch {
    throw new ApiError(0, "unreachable", "The server cannot be reached.");
  }
  if (!response.ok) {
    const error = await errorOf(response);
    if (error.code === "signed_out") onSignedOut();
    throw error;
  }
  return response;
}

/** Ask the server. Raises `ApiError`; `status` 0 means that it could not be reached. */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const text = body === undefined ? null : JSON.stringify(body);
  const response = await send(method, path, text, text === null ? "" : "application/json");
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Send bytes or a text as they are. Raises as `ask` does. */
export const sendRaw = (path: string, body: BodyInit, type: string): Promise<Response> =>
  send("POST", path, body, type);
