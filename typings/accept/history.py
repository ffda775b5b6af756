"""A conversation in SQLite, message by message."""

from __future__ import annotations

import json
import sqlite3

from chatcompletion import (
    ChatCompletionRequestMessage,
    ChatCompletionRequestUserMessage,
    ChatCompletionResponseMessage,
    CreateChatCompletionRequest,
    DecodeError,
    decode_request_message,
)


class History:
    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path)
        self._database.execute("CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, role TEXT, body TEXT)")

    def add(self, message: ChatCompletionRequestMessage) -> None:
        row = (message.role, json.dumps(message.to_dict()))
        self._database.execute("INSERT INTO messages (role, body) VALUES (?, ?)", row)

    def load(self, problems: list[DecodeError]) -> list[ChatCompletionRequestMessage]:
        rows = self._database.execute("SELECT body FROM messages ORDER BY id")
        return [decode_request_message(json.loads(body), problems=problems) for (body,) in rows]

    def find_questions(self) -> list[str]:
        return [message.text for message in self.load([]) if message.kind == "user"]

    def ask(self, text: str) -> CreateChatCompletionRequest:
        self.add(ChatCompletionRequestUserMessage(content=text))
        return CreateChatCompletionRequest(model="gpt-4.1-mini", messages=tuple(self.load([])))

    def answer(self, message: ChatCompletionResponseMessage) -> None:
        self.add(message.to_request(keep=["reasoning_content"]))
