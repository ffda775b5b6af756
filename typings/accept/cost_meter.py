"""What completions cost, by model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from chatcompletion import CompletionUsage, CreateChatCompletionResponse


@dataclass(frozen=True)
class Price:
    """In dollars for a million tokens."""

    prompt: Decimal
    cached: Decimal
    completion: Decimal


@dataclass
class Meter:
    prices: dict[str, Price]
    costs: Counter[str] = field(default_factory=Counter[str])
    unknown: int = 0

    def add(self, response: CreateChatCompletionResponse) -> Decimal | None:
        price, usage = self.prices.get(response.model), response.usage
        if price is None or usage is None or usage.placeholders:
            self.unknown += 1
            return None
        cost = self.compute(price, usage)
        self.costs[response.model] += int(cost * 1_000_000)
        return cost

    def compute(self, price: Price, usage: CompletionUsage) -> Decimal:
        details = usage.prompt_tokens_details
        cached = (details.cached_tokens if details else None) or 0
        tokens = [
            (usage.prompt_tokens - cached, price.prompt),
            (cached, price.cached),
            (usage.completion_tokens, price.completion),
        ]
        return sum((count * price / 1_000_000 for count, price in tokens), Decimal())
