"""A cache whose keys are requests."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from chatcompletion import CreateChatCompletionRequest, CreateChatCompletionResponse

Complete = Callable[[CreateChatCompletionRequest], CreateChatCompletionResponse]


class Cache:
    def __init__(self, complete: Complete, size: int = 1000) -> None:
        self._complete = complete
        self._size = size
        self._answers: OrderedDict[CreateChatCompletionRequest, CreateChatCompletionResponse] = OrderedDict()

    def complete(self, request: CreateChatCompletionRequest) -> CreateChatCompletionResponse:
        if request.temperature != 0 or request.stream:
            return self._complete(request)
        answer = self._answers.pop(request, None) or self._complete(request)
        self._answers[request] = answer
        if len(self._answers) > self._size:
            self._answers.popitem(last=False)
        return answer
