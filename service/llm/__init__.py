"""The language model's endpoint: requests, failures, budget, prompts."""
