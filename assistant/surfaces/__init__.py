"""Where people meet the assistant: browser, command line, HTTP API, MCP."""
