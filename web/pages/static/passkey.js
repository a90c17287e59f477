// Passkeys: what only a browser can ask of a device. The server checks what comes of it.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const send = async (address, body) => {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.detail);
  return found;
};

const described = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

const made = async (options) => {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: described(options.excludeCredentials),
    },
  });
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: {
      clientDataJSON: text(credential.response.clientDataJSON),
      attestationObject: text(credential.response.attestationObject),
      transports: credential.response.getTransports?.() ?? [],
    },
  };
};

const shown = async (options) => {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: described(options.allowCredentials),
    },
  });
  const { userHandle } = credential.response;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: {
      clientDataJSON: text(credential.response.clientDataJSON),
      authenticatorData: text(credential.response.authenticatorData),
      signature: text(credential.response.signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
};

const begin = (form, act) => {
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { token, options, bring, goal } = form.dataset;
    const wrong = form.querySelector(".wrong");
    wrong.hidden = true;
    try {
      const credential = await act(await send(options, { token }));
      await send(bring, { token, credential, name: form.elements.name?.value });
      location.assign(goal);
    } catch (error) {
      wrong.textContent =
        error.name === "NotAllowedError" ? "Nothing was shown; try again when you are ready." : error.message;
      wrong.hidden = false;
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
    }
  });
};

begin(document.getElementById("add-passkey"), made);
begin(document.getElementById("show-passkey"), shown);
