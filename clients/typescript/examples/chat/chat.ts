import { Client, loginWithCode, requestCode, RpcError } from "social-client";

const base = location.origin;
const field = (id: string) => document.querySelector<HTMLInputElement>(`#${id}`)!;
let client: Client;

function show(text: string) {
  const line = document.createElement("li");
  line.textContent = text;
  document.querySelector("#log")!.append(line);
}

function on(form: string, run: () => Promise<unknown>) {
  document.querySelector(`#${form}`)!.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = (error: unknown) =>
      error instanceof RpcError ? error.userText(navigator.language) : String(error);
    run().catch((error) => show(text(error)));
  });
}

on("ask", async () => (field("code").value = await requestCode(base, field("phone").value)));

on("login", async () => {
  const session = await loginWithCode(base, field("phone").value, field("code").value);
  const onState = () => (document.title = `${client.started?.user.uid ?? ""} ${client.state}`);
  client = new Client({ session, seq: 0, onState });
  for await (const { type, data } of client.pushes())
    if (type === "newmsg") show(`${data.message.fromid}: ${data.message.content}`);
});

on("send", async () => {
  await client.api.message.send({ uid: Number(field("to").value), content: field("text").value });
  field("text").value = "";
});
