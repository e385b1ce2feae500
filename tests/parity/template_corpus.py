"""Templates and conversations for test_chat_templates.py, written for it in the manner of well-known models' templates."""

LLAMA2 = (
    "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}"
    "{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}"
    "{% for message in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Roles must alternate') }}{% endif %}"
    "{% if loop.index0 == 0 and system_message != false %}{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}"
    "{% else %}{% set content = message['content'] %}{% endif %}"
    "{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}"
    "{% elif message['role'] == 'assistant' %}{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}"
)

LLAMA3 = """{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not date_string is defined %}
    {%- set date_string = "26 Jul 2024" %}
{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim if messages[0]['content'] is string else '' %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{%- if tools is defined and tools is not none %}
    {{- "Environment: ipython\\n" }}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- "\\n\\n" }}
    {%- endfor %}
{%- endif %}
{{- "Today Date: " + date_string + "\\n\\n" + system_message + "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' }}
        {%- if message['content'] is string %}{{- message['content'] | trim }}{% else %}
            {%- for content in message['content'] %}
                {%- if content['type'] == 'image' %}
                    {{- '<|image|>' }}
                {%- elif content['type'] == 'text' %}
                    {{- content['text'] }}
                {%- endif %}
            {%- endfor %}
        {%- endif %}
        {{- '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("one call at a time") }}
        {%- endif %}
        {%- set tool_call = message.tool_calls[0].function %}
        {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n{"name": "' + tool_call.name + '", "parameters": ' }}
        {{- tool_call.arguments | tojson }}
        {{- "}<|eot_id|>" }}
    {%- else %}
        {{- "<|start_header_id|>ipython<|end_header_id|>\\n\\n" }}
        {%- if message.content is mapping or message.content is iterable %}
            {{- message.content | tojson }}
        {%- else %}
            {{- message.content }}
        {%- endif %}
        {{- "<|eot_id|>" }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
"""

MISTRAL = """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}
{%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}
{%- set ns = namespace() %}
{%- set ns.index = 0 %}
{%- for message in loop_messages %}
    {%- if not (message.role == "tool" or message.role == "tool_results" or (message.tool_calls is defined and message.tool_calls is not none)) %}
        {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
            {{- raise_exception("After the optional system message, roles must alternate user/assistant") }}
        {%- endif %}
        {%- set ns.index = ns.index + 1 %}
    {%- endif %}
{%- endfor %}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if tools is not none and (message == user_messages[-1]) %}
            {{- "[AVAILABLE_TOOLS] [" }}
            {%- for tool in tools %}
                {%- set tool = tool.function %}
                {{- '{"type": "function", "function": {' }}
                {%- for key, val in tool.items() if key != "return" %}
                    {%- if val is string %}
                        {{- '"' + key + '": "' + val + '"' }}
                    {%- else %}
                        {{- '"' + key + '": ' + val|tojson }}
                    {%- endif %}
                    {%- if not loop.last %}
                        {{- ", " }}
                    {%- endif %}
                {%- endfor %}
                {{- "}}" }}
                {%- if not loop.last %}
                    {{- ", " }}
                {%- else %}
                    {{- "]" }}
                {%- endif %}
            {%- endfor %}
            {{- "[/AVAILABLE_TOOLS]" }}
        {%- endif %}
        {%- if loop.last and system_message is defined %}
            {{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST] " + message["content"] + "[/INST]" }}
        {%- endif %}
    {%- elif message.tool_calls is defined and message.tool_calls is not none %}
        {{- "[TOOL_CALLS] [" }}
        {%- for tool_call in message.tool_calls %}
            {%- set out = tool_call.function|tojson %}
            {{- out[:-1] }}
            {%- if not tool_call.id is defined or tool_call.id|length != 9 %}
                {{- raise_exception("Tool call IDs should be alphanumeric strings with length 9!") }}
            {%- endif %}
            {{- ', "id": "' + tool_call.id + '"}' }}
            {%- if not loop.last %}{{- ", " }}{%- else %}{{- "]" + eos_token }}{%- endif %}
        {%- endfor %}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"]|trim + eos_token}}
    {%- elif message["role"] == "tool_results" or message["role"] == "tool" %}
        {%- if message.content is defined and message.content.content is defined %}
            {%- set content = message.content.content %}
        {%- else %}
            {%- set content = message.content %}
        {%- endif %}
        {{- '[TOOL_RESULTS] {"content": ' + content|string + "}[/TOOL_RESULTS]" }}
    {%- else %}
        {{- raise_exception("Only user and assistant roles are supported") }}
    {%- endif %}
{%- endfor %}
"""

CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)

GEMMA = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
    "{% for message in messages %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}"
    "{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{'<start_of_turn>model\n'}}{% endif %}"
)

GEMMA3 = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set first_user_prefix = messages[0]['content'] + '\n\n' -%}
    {%- else -%}
        {%- set first_user_prefix = messages[0]['content'][0]['text'] + '\n\n' -%}
    {%- endif -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- if (message['role'] == 'assistant') -%}
        {%- set role = "model" -%}
    {%- else -%}
        {%- set role = message['role'] -%}
    {%- endif -%}
    {{ '<start_of_turn>' + role + '\n' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'image' -%}
                {{ '<start_of_image>' }}
            {%- elif item['type'] == 'text' -%}
                {{ item['text'] | trim }}
            {%- endif -%}
        {%- endfor -%}
    {%- else -%}
        {{ raise_exception("Invalid content type") }}
    {%- endif -%}
    {{ '<end_of_turn>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{'<start_of_turn>model\n'}}
{%- endif -%}
"""

VICUNA = """{% if messages[0]['role'] == 'system' %}{% set system = messages[0]['content'] | trim + ' ' %}{% set messages = messages[1:] %}
{% else %}{% set system = 'A chat between a curious user and an artificial intelligence assistant. ' %}
{% endif %}
{{ system -}}
{% for message in messages %}
    {% if message['role'] == 'user' %}
        {{- 'USER: ' + message['content'].strip() + ' ' -}}
    {% elif message['role'] == 'assistant' %}
        {{- 'ASSISTANT: ' + message['content'].strip() + eos_token + ' ' -}}
    {% endif %}
{% endfor %}
{%- if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}
"""

LLAVA = (
    "{% for message in messages %}{% if message['role'] != 'system' %}{{ message['role'].upper() + ': '}}{% endif %}"
    "{# Render all images first #}{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}"
    "{# Render all text next #}{% if message['role'] != 'assistant' %}"
    "{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{{ content['text'] + ' '}}{% endfor %}"
    "{% else %}{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}"
    "{% generation %}{{ content['text'] + ' '}}{% endgeneration %}{% endfor %}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}"
)

IDEFICS = (
    "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}{% if message['content'][0]['type'] == 'image' %}{{':'}}"
    "{% else %}{{': '}}{% endif %}{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)

QWEN25 = """{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- if messages[0]['role'] == 'system' %}
        {{- messages[0]['content'] }}
    {%- else %}
        {{- 'You are a helpful assistant.' }}
    {%- endif %}
    {{- "\\n\\n# Tools\\n\\n<tools>" }}
    {%- for tool in tools %}
        {{- "\\n" }}
        {{- tool | tojson }}
    {%- endfor %}
    {{- "\\n</tools><|im_end|>\\n" }}
{%- else %}
    {%- if messages[0]['role'] == 'system' %}
        {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
    {%- endif %}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {{- '<|im_start|>' + message.role }}
        {%- if message.content %}
            {{- '\\n' + message.content }}
        {%- endif %}
        {%- for tool_call in message.tool_calls %}
            {%- if tool_call.function is defined %}
                {%- set tool_call = tool_call.function %}
            {%- endif %}
            {{- '\\n<tool_call>\\n{"name": "' }}
            {{- tool_call.name }}
            {{- '", "arguments": ' }}
            {{- tool_call.arguments | tojson }}
            {{- '}\\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\\n' }}
    {%- elif message.role == "tool" %}
        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\\n<tool_response>\\n' }}
        {{- message.content }}
        {{- '\\n</tool_response>' }}
        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}
            {{- '<|im_end|>\\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""

QWEN3 = """{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- macro show(content, wrap=true) -%}
    {%- if content is string -%}{{ content }}{%- elif content is none or content is undefined -%}{%- else -%}
    {%- for item in content -%}{{ item.text if 'text' in item else '<image>' }}{%- endfor -%}{%- endif -%}
{%- endmacro -%}
{%- for message in messages %}
    {%- set content = show(message.content) %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning_content = message.reasoning_content %}
        {%- else %}
            {%- if '</think>' in content %}
                {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
                {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
            {%- endif %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index and (loop.last or (not loop.last and reasoning_content)) %}
            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {%- if message.tool_calls %}
            {%- for tool_call in message.tool_calls %}
                {%- if (loop.first and content) or (not loop.first) %}
                    {{- '\\n' }}
                {%- endif %}
                {{- '<tool_call>\\n{"name": "' ~ tool_call.function.name ~ '", "arguments": ' }}
                {%- if tool_call.function.arguments is string %}
                    {{- tool_call.function.arguments }}
                {%- else %}
                    {{- tool_call.function.arguments | tojson }}
                {%- endif %}
                {{- '}\\n</tool_call>' }}
            {%- endfor %}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- elif message.role == "tool" %}
        {%- if loop.first or (messages[loop.index0 - 1].role != "tool") %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\\n<tool_response>\\n' + content + '\\n</tool_response>' }}
        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}
            {{- '<|im_end|>\\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""

TOOLS_AS_CODE = """{%- macro json_to_python_type(json_spec) %}
{%- set basic_type_map = {"string": "str", "number": "float", "integer": "int", "boolean": "bool"} %}
{%- if basic_type_map[json_spec.type] is defined %}
    {{- basic_type_map[json_spec.type] }}
{%- elif json_spec.type == "array" %}
    {{- "List[" +  json_to_python_type(json_spec.items) + "]"}}
{%- elif json_spec.type is iterable and json_spec.type is not string %}
    {{- "Union[" + json_spec.type|map("string")|join(", ") + "]" }}
{%- else %}
    {{- "Any" }}
{%- endif %}
{%- endmacro %}
{%- macro describe(tool) %}
def {{ tool.name }}(
{%- for name, spec in tool.parameters.properties.items() %}
{{ name }}: {{ json_to_python_type(spec) }}{{ "" if name in tool.parameters.required else " = None" }}
{%- if not loop.last %}, {% endif %}
{%- endfor %}) -> {{ tool.return.type if tool.return else 'None' }}:
    \"\"\"{{ tool.description | indent(4) }}\"\"\"
{% endmacro %}
{{ bos_token }}{% for tool in tools or [] %}{{ describe(tool.function) }}{% else %}no tools
{% endfor %}
{% for role, group in messages | groupby('role') %}{{ role }}: {{ group | length }}{% if not loop.last %}; {% endif %}{% endfor %}
"""

DOCUMENTS = """{%- macro item(doc, number) -%}
<doc id={{ number }}{% if doc.title is defined %} title="{{ doc.title | trim }}"{% endif %}>
{{ doc.text if doc.text is defined else doc.contents | default('', true) }}
</doc>
{%- endmacro -%}
{%- set system = namespace(texts=[]) -%}
{%- for m in messages if m.role in ['system', 'developer'] -%}
    {%- set system.texts = system.texts + [m.content if m.content is string else m.content | selectattr('type', 'equalto', 'text') | map(attribute='text') | join(' ')] -%}
{%- endfor -%}
<<{{ system.texts | join('\\n') or 'Be helpful.' }}>>
{%- if tools %}
TOOLS {{ tools | map(attribute='function') | map(attribute='name') | join(', ') }}
{{ tools | tojson(indent=2) }}
{%- endif %}
{%- if documents %}
{% for doc in documents %}{{ item(doc, loop.index0) }}
{% endfor %}({{ documents | length }})
{%- endif %}
{%- for m in messages if m.role not in ['system', 'developer'] %}
<{{ m.role }}>
{%- if m.role == 'assistant' -%}
    {% generation %}
    {%- if m.reasoning_content %}[{{ m.reasoning_content }}]{% endif -%}
    {{- m.content if m.content is string else '' -}}
    {%- for call in m.tool_calls or [] %}{{ call.function.name }}({{ call.function.arguments | tojson if call.function.arguments is mapping else call.function.arguments }}){% endfor -%}
    </>{% endgeneration %}
{%- elif m.content is string -%}
    {{ m.content }}</>
{%- else -%}
    {%- for part in m.content or [] -%}
        {{- part.text if part.type == 'text' else '<' ~ part.type ~ '>' -}}
    {%- endfor %}</>
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt %}
<assistant>{% endif -%}"""

TEMPLATES = {
    "llama2": LLAMA2, "llama3": LLAMA3, "mistral": MISTRAL, "chatml": CHATML, "gemma": GEMMA, "gemma3": GEMMA3, "vicuna": VICUNA, "llava": LLAVA,
    "idefics": IDEFICS, "qwen2.5": QWEN25, "qwen3": QWEN3, "tools as code": TOOLS_AS_CODE,
    "documents": DOCUMENTS,
}

TOOLS = [
    {"type": "function", "function": {"name": "weather", "description": "The weather\nof a <place> & \"time\".", "parameters": {
        "type": "object", "properties": {"place": {"type": "string", "description": "Ort, z. B. Köln"}, "days": {"type": "integer", "minimum": 1},
        "units": {"type": ["string", "null"], "enum": ["C", "F"]}, "hours": {"type": "array", "items": {"type": "number"}}}, "required": ["place"]},
        "return": {"type": "string"}}},
    {"type": "function", "function": {"name": "noop", "description": "", "parameters": {"type": "object", "properties": {}, "required": []}}},
]


def conversations():
    """Variables as apply_chat_template passes them."""
    text = [
        [{"role": "user", "content": "Hello, who are you?"}],
        [{"role": "system", "content": " Be brief. "}, {"role": "user", "content": " 你好 <|im_end|> \n"}, {"role": "assistant", "content": "Hi {{ there }}\n"},
         {"role": "user", "content": "Say \"naïve\" 😀"}],
        [{"role": "user", "content": "a"}, {"role": "assistant", "content": "<think>\nhm\n</think>\n\nb"}, {"role": "user", "content": "c"},
         {"role": "assistant", "content": "<think>\nso\n</think>\n\nd"}],
        [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}],
        [{"role": "assistant", "content": ""}],
    ]
    calls = [
        {"role": "user", "content": "Weather?"},
        {"role": "assistant", "content": "", "tool_calls": [{"id": "abcdefghi", "type": "function", "function": {
            "name": "weather", "arguments": {"place": "Köln", "days": 2, "f": 1.5, "none": None, "yes": True, "list": [1, [], {}]}}}]},
        {"role": "tool", "name": "weather", "content": "{\"t\": 21}", "tool_call_id": "abcdefghi"},
        {"role": "assistant", "content": "21 °C"},
    ]
    pictures = [
        [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "What is this?"}]}],
        [{"role": "system", "content": [{"type": "text", "text": "Look."}]}, {"role": "user", "content": [{"type": "text", "text": "Compare"},
         {"type": "image", "image": "a.png"}, {"type": "image_url", "image_url": "b"}, {"type": "video", "video": "c"}, {"type": "text", "text": "please"}]},
         {"role": "assistant", "content": [{"type": "text", "text": "Same."}]}, {"role": "user", "content": [{"type": "text", "text": "Sure?"}]}],
        [{"role": "user", "content": [{"type": "text", "text": "only text"}]}, {"role": "assistant", "content": [{"type": "text", "text": "yes"}]}],
    ]
    tokens = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    out = []
    for messages in text + [calls] + pictures:
        for prompt in (True, False):
            out.append({"messages": messages, "add_generation_prompt": prompt, **tokens})
    out.append({"messages": text[0], "add_generation_prompt": True, "tools": TOOLS, "enable_thinking": False, **tokens})
    out.append({"messages": calls, "add_generation_prompt": False, "tools": TOOLS, "documents": None, **tokens})
    return out


PHRASES = [
    "Hello", " Be brief. \n", "你好，世界", "😀 👩‍👩‍👧", "Say \"naïve\" & <b>", "{{ not }} {% a %}", "<|im_end|>", "a\\b\tc", "\u2028x\u00a0", "line\nline\r\n", "",
    "<think>\nhm\n</think>\n\nso", "ﬁ ΣΑΣ İ", "1e5", "true", "</s>", "  ", "<tool_response>\nx\n</tool_response>",
]  # fmt: skip


def random_value(rng, depth=2):
    kind = rng.randrange(9 if depth else 6)
    if kind == 0:
        return rng.choice([None, True, False])
    if kind == 1:
        return rng.choice([0, -3, 12345678901234, 2.5, 1e-7, 1e22, -0.0])
    if kind in (2, 3, 4, 5):
        return rng.choice(PHRASES)
    if kind == 6:
        return [random_value(rng, depth - 1) for _ in range(rng.randrange(3))]
    return {rng.choice(["place", "days", "ü", "x y", "type"]): random_value(rng, depth - 1) for _ in range(rng.randrange(3))}


def random_content(rng):
    text = lambda: " ".join(rng.choice(PHRASES) for _ in range(rng.randint(1, 3)))  # noqa: E731
    if rng.random() < 0.6:
        return text()
    parts = []
    for _ in range(rng.randint(0, 4)):
        kind = rng.choice(["text", "text", "image", "image_url", "video"])
        parts.append({"type": kind, "text": text()} if kind == "text" else {"type": kind, kind: rng.choice(["a.png", {"url": "b"}])})
    return parts


def random_chat(rng):
    """Variables as apply_chat_template passes them: roles in any order, several system texts, tools, documents, parts."""
    messages = []
    for _ in range(rng.choice([0, 1, 1, 2])):
        messages.append({"role": rng.choice(["system", "system", "developer"]), "content": random_content(rng)})
    turn = 0
    for _ in range(rng.randint(1, 7)):
        role = ["user", "assistant"][turn % 2] if rng.random() < 0.85 else rng.choice(["user", "assistant", "tool", "system", "ipython"])
        turn += 1
        message = {"role": role, "content": random_content(rng)}
        if role == "assistant" and rng.random() < 0.3:
            message["tool_calls"] = [
                {"id": f"call{i}", "type": "function", "function": {
                    "name": rng.choice(["weather", "noop"]),
                    "arguments": {rng.choice(["place", "days", "n"]): random_value(rng) for _ in range(rng.randrange(3))}}}
                for i in range(rng.randint(1, 2))
            ]  # fmt: skip
            if rng.random() < 0.5:
                message["content"] = rng.choice(["", None])
            messages.append(message)
            if rng.random() < 0.8:
                messages.append({"role": "tool", "name": "weather", "content": rng.choice(["{\"t\": 21}", "21 °C"]), "tool_call_id": "call0"})
            continue
        if role == "assistant" and rng.random() < 0.2:
            message["reasoning_content"] = rng.choice(PHRASES)
        messages.append(message)
    chat = {"messages": messages, "add_generation_prompt": rng.random() < 0.5, "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    chat["tools"] = rng.choice([None, TOOLS, TOOLS[:1], []])
    chat["documents"] = rng.choice([None, [{"title": " A ", "text": rng.choice(PHRASES)}, {"text": "b"}], [{"contents": "c", "title": "é"}]])
    for name, values in {"enable_thinking": [True, False], "add_vision_id": [True, False], "date_string": ["1 May"], "tools_in_user_message": [True, False]}.items():
        if rng.random() < 0.3:
            chat[name] = rng.choice(values)
    return chat


VARIABLES = {
    "s": "Hello World", "empty": "", "spaces": "  \t x y \n ", "uni": "Ärger ñandú ǅ ß ﬁ 日本 😀 ΣΑΣ", "lines": "one\ntwo\r\n\n four\n", "html": "<a href='x'>\"&\"</a>",
    "n": 7, "zero": 0, "neg": -3, "f": 2.5, "big": 1e22, "tiny": 1e-7, "third": 0.1, "t": True, "no": False, "nil": None,
    "xs": [3, 1, 2], "words": ["banana", "Apple", "cherry", "apple"], "nested": [[1, "a"], [2, "b'c"], []], "mixed": [1, "x", None, True, 2.0, [1], {"k": "v"}],
    "d": {"a": 1, "b": "two", "items": "shadow", "get": 5, "c": {"d": [1, 2, {"e": "deep"}]}},
    "people": [{"name": "Ann", "age": 30, "tags": ["x"]}, {"name": "bob", "age": 25, "tags": []}, {"name": "Cid", "age": 30}],
    "none_list": [], "quote": "it's \"q\"", "back": "a\\b\tc\x07\u00a0\u2028", "number": "42", "real": " 3.5e1 ", "bad": "4x",
}

SNIPPETS = {
    "output": [
        "{{ s }}", "{{ nil }} {{ t }} {{ no }} {{ f }} {{ big }} {{ tiny }} {{ third }} {{ 1.0 }} {{ 1e16 }} {{ 123456789012345.0 }} {{ 1e15 }} {{ 100.0 }}", "{{ xs }} {{ nested }} {{ mixed }} {{ d }}",
        "{{ quote }} {{ [quote] }} {{ [back] }} {{ [uni] }}", "{{ (1,) }} {{ (1, 2) }} {{ () }} {{ {} }} {{ [] }} {{ {'a': 1, 2: 'b', none: 3} }}", "{{ missing }}|{{ d.missing }}|{{ xs[99] }}",
        "{{ range(3) }} {{ range(1, 7, 2) }} {{ range(3) | list }} {{ range(5, 0, -2) | list }}", "a{# comment {{ x }} #}b", "{% raw %}{{ not }} {% if %}{% endraw %}", "{{ 'a' 'b' \"c\" }}",
        "{{ '\\n\\t\\x41\\u00e9\\101\\q' }}", "line\r\nbreak\rhere\n", "{{ 1, 2 }}", "{{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1_000 }} {{ 1.5e3 }}", "x\n\n", "{{ 'é' }}é", "{{ -0.0 }} {{ 1e300 * 1e10 }}",
    ],
    "operators": [
        "{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7 / 2 }} {{ 4 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 2.0 ** 3 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }}", "{{ 1 + 2 * 3 - 4 }} {{ (1 + 2) * 3 }} {{ -2 ** 2 }} {{ 2 ** 3 ** 2 }}",
        "{{ 'a' ~ 1 ~ none ~ true ~ 2.0 ~ [1] ~ missing }}", "{{ 'a' + 'b' }} {{ [1] + [2] }} {{ 'ab' * 3 }} {{ 2 * [0] }} {{ (1,) + (2,) }} {{ true + 1 }}",
        "{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 3 > 2 >= 2 }} {{ 1 == 1.0 == true }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ 'a' == 'a' != 'b' }}", "{{ 1 in xs }} {{ 9 not in xs }} {{ 'ell' in s }} {{ 'a' in d }} {{ 'z' in missing }} {{ not 1 in xs }} {{ none in mixed }}",
        "{{ 1 and 2 }} {{ 0 or 'x' }} {{ none and 1 }} {{ '' or [] or 'last' }} {{ not '' }} {{ not none }} {{ 1 or missing.x }}", "{{ 'yes' if t else 'no' }} {{ 'yes' if no }} {{ 1 if no else 2 if no else 3 }}",
        "{{ missing == missing }} {{ missing == none }} {{ none == false }} {{ 0 == false }} {{ '' == none }} {{ [] == [] }} {{ {} == {} }} {{ [1] == (1,) }} {{ d == d }}", "{{ 1 if missing is defined else 2 }}",
        "{{ '%s is %d and %.2f, %5s|%-5s|%05d %% %r' % ('x', 3, 2.345, 'ab', 'cd', 42, 'q') }} {{ '%s' % 1 }}", "{{ -n }} {{ +n }} {{ - -n }} {{ -f }} {{ n - -1 }} {{ not not n }}", "{{ -1 | abs }} {{ (-1) | abs }} {{ n ** 2 | abs }}",
        "{{ 1 ~ 2 * 3 }} {{ 'a' ~ 'b' * 2 }} {{ ('1' + 1 ~ 2) }}", "{{ 10 - 2 - 3 }} {{ 100 / 10 / 5 }}", "{{ xs[0] + xs[-1] * 2 }}",
    ],
    "access": [
        "{{ d.a }} {{ d['b'] }} {{ d.c.d[2].e }} {{ d['c']['d'][0] }}", "{{ d['items'] }} {{ d['get'] }} {{ d.get('a') }} {{ d.get('zz') }} {{ d.get('zz', 1) }}", "{{ s[0] }} {{ s[-1] }} {{ uni[2] }} {{ xs[1] }} {{ xs[-3] }} {{ xs.0 }}",
        "{{ s[1:4] }} {{ s[:3] }} {{ s[-3:] }} {{ s[::-1] }} {{ s[::2] }} {{ s[8:2:-2] }} {{ s[100:] }} {{ s[:-100] }} {{ uni[1:4] }} {{ xs[::-1] }} {{ xs[1:] }} {{ xs[:] }} {{ (1,2,3)[1:] }} {{ s[none:2] }}",
        "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "{{ d.keys() | list }} {{ d.values() | list }} {{ d | list }} {{ d | length }} {{ d.items() | list }}", "{{ nil.x }} {{ n.x }} {{ s.x }} {{ xs.x }} {{ (d.a.y is defined) if d.x else 'no' }}",
        "{{ people[0].name }} {{ people[1]['age'] }} {{ people[-1].tags is defined }}", "{{ xs.index(2) }} {{ xs.count(1) }} {{ 'abc'.index('c') }} {{ xs.copy() }}", "{{ d.append is defined }} {{ xs.append is defined }} {{ s.__class__ }} {{ d.__class__ is defined }}",
        "{{ namespace(a=1).a }} {{ dict(a=1, b=2) }} {{ dict({'x': 1}, y=2) }} {{ dict([['p', 1]]) }}",
    ],
    "methods": [
        "[{{ spaces.strip() }}] [{{ spaces.lstrip() }}] [{{ spaces.rstrip() }}] [{{ s.strip('Hd') }}] [{{ 'xxaxx'.strip('x') }}]", "{{ s.split() }} {{ s.split('o') }} {{ s.split('o', 1) }} {{ ' a  b '.split() }} {{ ' a  b '.split(' ') }} {{ ''.split() }} {{ ''.split(',') }} {{ ' a b c '.split(none, 1) }}",
        "{{ s.rsplit('o', 1) }} {{ 'a b c'.rsplit(none, 1) }} {{ lines.splitlines() }} {{ 'a,b'.partition(',') }} {{ 'ab'.rpartition(',') }}", "{{ s.startswith('Hell') }} {{ s.endswith(('x', 'ld')) }} {{ s.startswith('') }}", "{{ s.upper() }} {{ s.lower() }} {{ uni.upper() }} {{ uni.lower() }} {{ uni.title() }} {{ uni.capitalize() }} {{ \"it's a-b c3d\".title() }}",
        "{{ s.replace('o', '0') }} {{ s.replace('l', 'L', 2) }} {{ 'ab'.replace('', '-') }} {{ s.replace('zz', '') }}", "{{ s.find('o') }} {{ s.rfind('o') }} {{ s.find('zz') }} {{ uni.find('日') }} {{ s.count('l') }} {{ s.count('') }}", "{{ ', '.join(['a', 'b']) }} {{ ''.join([]) }}",
        "{{ '42'.isdigit() }} {{ 'a1'.isalnum() }} {{ 'ab'.isalpha() }} {{ ' '.isspace() }} {{ 'AB'.isupper() }} {{ 'aB'.islower() }} {{ ''.isdigit() }}", "{{ '42'.zfill(5) }} {{ '-4'.zfill(4) }} [{{ 'a'.ljust(3) }}] [{{ 'a'.rjust(3, '.') }}] [{{ 'ab'.center(5) }}] [{{ 'a'.center(4) }}] [{{ 'abc'.center(6,'*') }}]",
        "{{ 'x-y'.removeprefix('x-') }} {{ 'x-y'.removesuffix('y') }}", "{{ '{} {}'.format('a', 2) }} {{ '{1}{0}{k}{{}}'.format('a', 'b', k=none) }}", "{% set up = s.upper %}{{ up() }}",
    ],
    "filters": [
        "[{{ spaces | trim }}] {{ s | upper }} {{ s | lower }} {{ 'hELLO wORLD' | capitalize }} {{ \"it's a foo-bar (baz) x\" | title }} {{ uni | title }} [{{ 'xax' | trim('x') }}]", "{{ s | replace('o', '0') }} {{ s | replace('l', 'L', 1) }} {{ n | replace(7, 8) }}", "{{ xs | join(', ') }} {{ xs | join }} {{ people | join('|', attribute='name') }} {{ s | join('.') }} {{ missing | join }}",
        "{{ xs | first }} {{ xs | last }} {{ s | first }} {{ none_list | first }} {{ s | last }} {{ d | first }}", "{{ xs | length }} {{ s | count }} {{ uni | length }} {{ d | length }} {{ missing | length }}", "{{ missing | default('x') }} {{ nil | default('x') }} {{ nil | default('x', true) }} {{ empty | d('e', boolean=true) }} {{ missing | default }}", "{{ xs | sort }} {{ xs | sort(reverse=true) }} {{ words | sort }} {{ words | sort(case_sensitive=true) }} {{ people | sort(attribute='age') | map(attribute='name') | list }} {{ people | sort(attribute='age,name') | map(attribute='name') | join }}",
        "{{ words | unique | list }} {{ [1, 1, 2] | unique | list }} {{ words | unique(case_sensitive=true) | list }} {{ people | unique(attribute='age') | map(attribute='name') | list }}", "{{ xs | reverse | list }} {{ s | reverse }} {{ uni | reverse }}", "{{ xs | min }} {{ xs | max }} {{ words | min }} {{ people | max(attribute='age') }} {{ none_list | max }} {{ xs | sum }} {{ people | sum(attribute='age') }} {{ [[1],[2]] | sum(start=[]) }}",
        "{{ people | selectattr('age', 'equalto', 30) | map(attribute='name') | join(',') }} {{ people | rejectattr('tags') | list | length }} {{ people | selectattr('tags', 'defined') | list | length }} {{ people | selectattr('age', '>', 26) | map(attribute='name') | list }}", "{{ xs | select('odd') | list }} {{ xs | reject('odd') | list }} {{ mixed | select | list }} {{ mixed | select('string') | list }} {{ xs | select('in', [1, 2]) | list }}", "{{ words | map('upper') | join(' ') }} {{ words | map('replace', 'a', '4') | list }} {{ people | map(attribute='tags', default='-') | list }} {{ nested | map('length') | list }} {{ people[:1] | map(attribute='tags.0') | list }}",
        "{{ number | int }} {{ real | int }} {{ bad | int }} {{ bad | int(5) }} {{ f | int }} {{ -2.7 | int }} {{ 'ff' | int(0, 16) }} {{ '0x1f' | int(base=16) }} {{ t | int }} {{ nil | int }} {{ ' 12 ' | int }} {{ '1_000' | int }}", "{{ number | float }} {{ real | float }} {{ bad | float }} {{ bad | float(1.5) }} {{ n | float }}", "{{ 2.567 | round(2) }} {{ 2.5 | round }} {{ 3.5 | round }} {{ 2.1 | round(0, 'ceil') }} {{ 2.19 | round(1, 'floor') }} {{ n | round }}", "{{ n | string ~ 1 }} {{ xs | string }} {{ html | e }} {{ html | safe }} {{ neg | abs }} {{ -2.5 | abs }}",
        "{{ lines | indent }}|{{ lines | indent(2, true) }}|{{ lines | indent('> ', blank=true) }}|{{ '' | indent }}|{{ 'a' | indent(first=true) }}", "{{ d | items | list }} {{ missing | items | list }} {{ d | dictsort | map('first') | list }} {{ {'b': 1, 'A': 2} | dictsort }} {{ {'b': 1, 'A': 2} | dictsort(by='value', reverse=true) }} {{ {'b': 1, 'A': 2} | dictsort(true) }}", "{{ s | list }} {{ (1, 2) | list }}", "{{ s | truncate(8) }} {{ s | truncate(5, true, leeway=0) }} {{ s | truncate(9, leeway=0, end='~') }} {{ 'two words' | wordcount }} [{{ 'x' | center(5) }}]", "{{ [1,2,3,4,5] | batch(2) | list }} {{ [1,2,3] | batch(2, '-') | list }}", "{% for k, g in people | groupby('age') %}{{ k }}:{{ g | map(attribute='name') | join(',') }};{% endfor %}",
        "{{ '%s-%03d' | format('a', 7) }}", "{% filter upper %}abc {{ s }}{% endfilter %}", "{{ (xs | map('string')) is defined }} {% if none_list | select %}gen is true{% endif %}", "{% set g = xs | map('string') %}{{ g | join }}-{{ g | join }}", "{% set g = xs | map('string') %}{{ g | first }}{{ g | join }}", "{{ people | attr('x') is defined }} {{ s | attr('upper') is defined }}",
    ],
    "tojson": [
        "{{ d | tojson }} {{ mixed | tojson }} {{ s | tojson }} {{ nil | tojson }} {{ t | tojson }} {{ f | tojson }} {{ big | tojson }} {{ none_list | tojson }} {{ {} | tojson }}", "{{ d | tojson(indent=2) }} {{ mixed | tojson(indent=4) }} {{ [] | tojson(indent=2) }} {{ [[]] | tojson(indent=1) }} {{ d | tojson(indent='>') }}", "{{ html | tojson }} {{ uni | tojson }} {{ uni | tojson(ensure_ascii=true) }} {{ back | tojson }} {{ quote | tojson }} {{ back | tojson(true) }}", "{{ {'b': 1, 'a': 2} | tojson(sort_keys=true) }} {{ d | tojson(separators=(',', ':')) }} {{ {1: 2, true: 3, none: 4, 1.5: 5} | tojson }} {{ (1, 2) | tojson }} {{ d | tojson(indent=0) }}", "{{ {'b': [1, {'c': 2}], 'a': {}} | tojson(indent=2, sort_keys=true, separators=(',', ': ')) }}",
    ],
    "tests": [
        "{{ s is string }} {{ n is number }} {{ n is integer }} {{ f is float }} {{ t is boolean }} {{ t is number }} {{ t is integer }} {{ nil is none }} {{ d is mapping }} {{ xs is sequence }} {{ s is sequence }} {{ xs is iterable }} {{ n is iterable }} {{ missing is iterable }} {{ missing is sequence }} {{ nil is iterable }}", "{{ n is odd }} {{ n is even }} {{ 6 is divisibleby 3 }} {{ 6 is divisibleby(4) }}", "{{ t is true }} {{ no is false }} {{ 1 is true }} {{ nil is not none }} {{ missing is undefined }} {{ missing is not defined }} {{ d.a is defined }}", "{{ 1 is eq 1 }} {{ 1 is equalto 2 }} {{ 1 is ne 2 }} {{ 1 is lt 2 }} {{ 1 is ge 2 }} {{ 2 is gt(1) }} {{ 1 is le 1 }} {{ 1 is in [1] }} {{ 'a' is in 'abc' }} {{ 1 is sameas 1 }} {{ 'a' is sameas true }}",
        "{{ 'abc' is lower }} {{ 'ABC' is upper }} {{ 'upper' is filter }} {{ 'nope' is filter }} {{ 'odd' is test }} {{ range is callable }} {{ s is callable }}", "{{ xs is string or s is string }} {{ xs is defined and xs is sequence }} {{ not s is string }} {{ s is not string }} {{ s is string if t else n }}" if False else "{{ not s is string }}", "{{ 'x' is in d }} {{ (xs | map('string')) is sequence }} {{ (xs | map('string')) is iterable }} {{ range(3) is sequence }} {{ d.items() is iterable }}",
    ],
    "loops": [
        "{% for x in xs %}{{ loop.index }}/{{ loop.index0 }}/{{ loop.revindex }}/{{ loop.revindex0 }}/{{ loop.first }}/{{ loop.last }}/{{ loop.length }}/{{ loop.depth }} {% endfor %}", "{% for x in xs %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}", "{% for x in xs if x > 1 %}{{ loop.index }}:{{ x }}/{{ loop.length }} {% else %}none{% endfor %}", "{% for x in none_list %}x{% else %}empty {{ n }}{% endfor %}", "{% for x in missing %}x{% else %}undefined{% endfor %}", "{% for a, b in nested[:2] %}{{ a }}{{ b }}{% endfor %}", "{% for (a, b), c in [[[1, 2], 3]] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "{% for c in uni %}{{ c }}.{% endfor %}", "{% for k in d %}{{ k }}{% endfor %}",
        "{% for x in range(10) %}{% if x == 3 %}{% continue %}{% endif %}{% if x == 6 %}{% break %}{% endif %}{{ x }}{% endfor %}", "{% for x in xs %}{% for y in xs %}{{ loop.index }}{% if y == 1 %}{% break %}{% endif %}{% endfor %}{{ loop.index }};{% endfor %}", "{% for x in xs %}{{ loop.cycle('a', 'b') }}{{ loop.changed(x > 1) }}{% endfor %}", "{% set x = 1 %}{% for y in xs %}{% set x = y %}{{ x }}{% endfor %}{{ x }}", "{% set ns = namespace(x=0, l=[]) %}{% for y in xs %}{% set ns.x = ns.x + y %}{% set ns.l = ns.l + [y] %}{% endfor %}{{ ns.x }}{{ ns.l }}", "{% for x in xs %}{{ x }}{% set q = x %}{% endfor %}{{ q is defined }}{{ x is defined }}", "{% for x in 'ab' %}{% set outer = loop %}{% for y in 'cd' %}{{ outer.index }}{{ loop.index }}{% endfor %}{% endfor %}", "{% for x in xs recursive %}{% endfor %}" if False else "", "{% for i in range(0) %}{% endfor %}ok", "{% for message in people if message.age == 30 and message.tags is defined %}{{ message.name }}{% endfor %}",
    ],
    "set": [
        "{% set a = 1 %}{% set b, c = 2, 3 %}{{ a }}{{ b }}{{ c }}", "{% set a %}x {{ s }} y{% endset %}[{{ a }}]", "{% set a | upper | replace('L', '1') %}{{ s }}{% endset %}{{ a }}", "{% if t %}{% set a = 'in' %}{% endif %}{{ a }}", "{% set a = missing %}{{ a is defined }}", "{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}", "{% set n = 99 %}{{ n }}", "{% set xs = xs[1:] %}{{ xs }}", "{% set a = (1, 2) %}{% set (b, c) = a %}{{ b }}{{ c }}", "{% set ns = namespace({'k': 1}) %}{% set ns.k = 'v' %}{{ ns.k }}{{ ns.other is defined }}", "{% set a = 1, %}{{ a }}", "{% generation %}{% set z = 1 %}{{ z }}{% endgeneration %}{{ z is defined }}", "{% set a = [] %}{% set b %}{% for x in xs %}{{ x }}{% endfor %}{% endset %}{{ b | length }}",
    ],
    "macros": [
        "{% macro f(a, b=2, c='z') %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }} {{ f(1, 3) }} {{ f(b=5, a=4) }} {{ f() }} {{ f(*[7, 8]) }} {{ f(**{'a': 9}) }}", "{% macro f() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, k=3) }} {{ f() }}", "{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}", "{% macro f() %}{{ x is defined }}{{ s }}{% endmacro %}{% set x = 1 %}{{ f() }}", "{% set x = 1 %}{% macro f() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ f() }}", "{% macro f(a) %}{% set s = a %}{{ s }}{% endmacro %}{{ f('in') }}{{ s }}", "{% macro f(a, b=a) %}{{ b }}{% endmacro %}{{ f(3) }}", "{% macro f(x) %}<{{ caller(x, 'q') }}>{% endmacro %}{% call(a, b) f(1) %}{{ a }}{{ b }}{{ s }}{% endcall %}", "{% macro f() %}a{% endmacro %}{{ f() ~ f() | upper }} {{ f() is string }} {{ f is callable }}", "{%- macro f(x) -%}\n  {{- x -}}\n{%- endmacro -%}\n[{{ f('y') }}]", "{% macro f() %}{% for x in xs %}{{ x }}{% endfor %}{% endmacro %}{{ f() | length }}", "{% macro f(a) %}{{ a is defined }}{{ a }}{% endmacro %}{{ f() }}", "{% for i in xs %}{% macro f() %}{{ i }}{% endmacro %}{{ f() }}{% endfor %}",
    ],
    "if": [
        "{% if no %}a{% elif n == 7 %}b{% else %}c{% endif %}", "{% if missing %}a{% endif %}{% if xs %}b{% endif %}{% if none_list %}c{% endif %}{% if d %}d{% endif %}{% if f %}e{% endif %}{% if 0.0 %}g{% endif %}{% if empty %}h{% endif %}", "{% if xs and not no or missing %}x{% endif %}", "{% if s is string and s|length > 3 %}long{% endif %}", "{% if (n, 1) %}t{% endif %}", "{% if not (t and no) %}x{% endif %}", "{% if 'a' in d and d['a'] == 1 %}y{% endif %}", "{% if n %}{% if no %}1{% elif t %}2{% endif %}{% endif %}", "{% if d.c.d is sequence and d.c.d[2] is mapping %}ok{% endif %}",
    ],
}
SNIPPETS["tests"] = [t for t in SNIPPETS["tests"] if t]
SNIPPETS["loops"] = [t for t in SNIPPETS["loops"] if t]

REFUSED = [
    "{{ raise_exception('no') }}", "{{ missing.x }}", "{{ missing['x'] }}", "{{ missing() }}", "{{ missing + 1 }}", "{{ xs.append(1) }}", "{{ d.update({}) }}", "{{ d.pop('a') }}", "{{ 1 / 0 }}", "{{ 1 % 0 }}", "{{ 'a' + 1 }}",
    "{{ 1 < 'a' }}", "{{ 1 in 2 }}", "{{ 1 in 'a' }}", "{{ s.nope() }}", "{{ n() }}", "{% for x in n %}{% endfor %}", "{% for a, b in xs %}{% endfor %}", "{% set a, b = xs %}", "{% set d.x = 1 %}", "{{ missing | tojson }}",
    "{{ xs | map('string') | length }}", "{{ xs | nope }}", "{{ xs is nope }}", "{{ n | length }}", "{{ xs | items | list }}", "{{ range(1000000) | list }}", "{% macro f(a) %}{% endmacro %}{{ f(1, 2) }}", "{% macro f(a) %}{% endmacro %}{{ f(b=2) }}",
    "{% if %}{% endif %}", "{% if t %}", "{% endif %}", "{% for x %}{% endfor %}", "{{ }}", "{{ 1 + }}", "{{ (1 }}", "{{ [1 }}", "{{ 'a }}", "{% nope %}", "{{ a b }}", "{{ 1 ! 2 }}", "{% raw %}x", "{# x", "{{ x", "{% set = 1 %}", "{% set true = 1 %}",
    "{% break %}", "{% continue %}", "{% macro f %}{% endmacro %}", "{% else %}", "{% if t %}{% else %}{% else %}{% endif %}", "{{ [1, 2 }}", "{{ {'a' 1} }}", "{{ f(a=1, 2) }}", "{{ x.| upper }}", "{% include 'x' %}", "{% import 'x' as y %}",
    "{{ {}[[]] + 1 }}", "{{ {[]: 1} }}", "{{ [3, 'a'] | sort }}", "{{ s.index('zz') }}", "{{ ''.split('') }}", "{{ s.__class__.__mro__ }}", "{{ ''.join([1]) }}", "{{ xs | first | nope }}", "{{ -s }}", "{{ [1] + (2,) }}", "{{ none + 1 }}", "{{ d + d }}",
]


def random_expression(rng, depth):
    if depth == 0 or rng.random() < 0.2:
        return rng.choice(["s", "n", "f", "t", "no", "nil", "xs", "words", "d", "people", "missing", "empty", "uni", "lines", "nested", "d.a", "d.c.d", "people[0].name",
                           "1", "0", "2.5", "'x'", "'a b'", "true", "none", "[]", "[1, 'b']", "{'k': 1}", "(1, 2)", "loop.index if loop is defined else 0", "neg", "number"])
    sub = lambda: random_expression(rng, depth - 1)  # noqa: E731
    kind = rng.randrange(12)
    if kind == 0:
        return f"({sub()}) {rng.choice(['+', '-', '*', '~', '~', '//', '%', '/'])} ({sub()})"
    if kind == 1:
        return f"({sub()}) {rng.choice(['==', '!=', '<', '>=', 'in', 'not in'])} ({sub()})"
    if kind == 2:
        return f"({sub()}) {rng.choice(['and', 'or'])} ({sub()})"
    if kind == 3:
        return f"not ({sub()})"
    if kind == 4:
        return f"({sub()} if {sub()} else {sub()})"
    if kind in (5, 6, 7):
        name = rng.choice(["upper", "lower", "trim", "title", "capitalize", "length", "string", "list", "first", "last", "join('-')", "tojson", "default('D')", "default('D', true)", "int", "float",
                           "reverse|list", "sort", "unique|list", "replace('a', 'b')", "indent(2)", "map('string')|list", "select|list", "abs", "tojson(indent=2)", "max", "min", "wordcount"])
        return f"({sub()})|{name}"
    if kind == 8:
        return f"({sub()}) is {rng.choice(['', 'not '])}{rng.choice(['defined', 'string', 'mapping', 'sequence', 'iterable', 'none', 'number', 'integer', 'boolean', 'odd', 'true', 'false', 'float'])}"
    if kind == 9:
        # jinja2 folds constants, and takes a slice of one that has none for undefined: only variables here.
        name = rng.choice(["s", "xs", "uni", "nested", "d.c.d", "words", "n", "d", "nil"])
        return f"({name})[{rng.choice(['0', '-1', '1:', ':2', '::-1', chr(39) + 'a' + chr(39), '9', '1:9:2', '-2:'])}]"
    if kind == 10:
        return f"({sub()}).{rng.choice(['strip()', 'split()', 'upper()', 'title()', 'startswith(' + repr('a') + ')', 'name', 'a', 'get(' + repr('a') + ')', 'keys()|list', 'items()|list', 'replace(' + repr('l') + ', ' + repr('L') + ')'])}"
    return f"[{sub()}, {sub()}]"


def random_template(rng, depth=2):
    out = ""
    for _ in range(rng.randint(1, 3)):
        kind = rng.randrange(7)
        dash = lambda: rng.choice(["", "", "-"])  # noqa: E731
        if kind <= 2:
            out += f"{{{{{dash()} {random_expression(rng, 3)} {dash()}}}}}"
        elif kind == 3:
            out += rng.choice(["text ", "\n", "  \n  ", "é "])
        elif depth and kind == 4:
            out += f"{{%{dash()} if {random_expression(rng, 2)} {dash()}%}}\n{random_template(rng, depth - 1)}{{% else %}}\n {random_template(rng, depth - 1)}{{% endif {dash()}%}}\n"
        elif depth and kind == 5:
            out += f"{{%{dash()} for i in ({random_expression(rng, 2)}) %}}{random_template(rng, depth - 1)}{{{{ i }}}},\n{{%{dash()} else %}}none{{% endfor %}}"
        else:
            out += f"{{% set v = {random_expression(rng, 2)} %}}\n[{{{{ v }}}}]"
    return out


def random_spacing(rng):
    space = lambda: rng.choice(["", "", " ", "  ", "\n", "\n\n", " \n", "\n ", " \n ", "\t", "x", "x\n", "\r\n", "x ", " x", "\u00a0", "\u2003\n"])  # noqa: E731
    sign = lambda: rng.choice(["", "", "-", "+"])  # noqa: E731
    out = space()
    for _ in range(rng.randint(1, 6)):
        kind = rng.randrange(6)
        if kind == 0:
            out += f"{{{{{rng.choice(['', '-'])} n {rng.choice(['', '-'])}}}}}"
        elif kind == 1:
            out += f"{{%{sign()} if t {sign()}%}}{space()}{space()}{{%{sign()} endif {sign()}%}}"
        elif kind == 2:
            out += f"{{#{sign()} c {sign()}#}}"
        elif kind == 3:
            out += f"{{%{sign()} for x in xs {sign()}%}}{space()}{{{{ x }}}}{space()}{{%{sign()} endfor {sign()}%}}"
        elif kind == 4:
            out += f"{{%{sign()} raw {rng.choice(['', '-'])}%}}{space()}{{{{ raw }}}}{space()}{{%{sign()} endraw {sign()}%}}"
        else:
            out += f"{{%{sign()} set v = 1 {sign()}%}}"
        out += space() + space()
    return out
