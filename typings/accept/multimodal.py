"""Requests with images, audio and files."""

from __future__ import annotations

import base64
from pathlib import Path

from chatcompletion import (
    AudioOptions,
    ChatCompletionRequestMessageContentPartAudio,
    ChatCompletionRequestMessageContentPartFile,
    ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionRequestUserMessage,
    ChatCompletionRequestUserMessageContentPart,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    ImageUrl,
    InputAudio,
    InputFile,
)


def make_part(path: Path) -> ChatCompletionRequestUserMessageContentPart:
    data = base64.b64encode(path.read_bytes()).decode()
    match path.suffix:
        case ".png" | ".jpeg":
            url = ImageUrl(url=f"data:image/{path.suffix[1:]};base64,{data}", detail="low")
            return ChatCompletionRequestMessageContentPartImage(image_url=url)
        case ".wav" | ".mp3":
            audio = InputAudio(data=data, format=path.suffix[1:])
            return ChatCompletionRequestMessageContentPartAudio(input_audio=audio)
        case _:
            file = InputFile(filename=path.name, file_data=f"data:application/pdf;base64,{data}")
            return ChatCompletionRequestMessageContentPartFile(file=file)


def ask_about(text: str, paths: list[Path]) -> CreateChatCompletionRequest:
    parts = [ChatCompletionRequestMessageContentPartText(text=text), *map(make_part, paths)]
    return CreateChatCompletionRequest(
        model="gpt-4o-audio-preview",
        messages=(ChatCompletionRequestUserMessage(content=tuple(parts)),),
        modalities=("text", "audio"),
        audio=AudioOptions(voice="alloy", format="wav"),
    )


def save_answer(response: CreateChatCompletionResponse, path: Path) -> str:
    message = response.choices[0].message
    if message.audio is None:
        return message.text
    path.write_bytes(base64.b64decode(message.audio.data))
    return message.audio.transcript
