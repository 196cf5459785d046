#include "host/cli/completion.hpp"

#include "host/cli/choices.hpp"

namespace edgebench::cli {
namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string names_of(const std::vector<CommandHelp>& commands) {
    std::vector<std::string> names;
    for (const auto& command : commands) names.push_back(command.name);
    return joined(names);
}

// Within single quotes of a POSIX shell, without what zsh and fish treat as their own.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'') {
            result += "'\\''";
        } else if (c == '[' || c == ']' || c == ':') {
            result += c == '[' ? '(' : c == ']' ? ')' : ',';
        } else {
            result += c;
        }
    }
    return result + "'";
}

bool takes_file(const OptionHelp& option) {
    return option.name == "--db" || option.name == "--model-file" || option.name == "--meter" ||
           option.name == "--archive" || option.name == "--engine";
}

// Options whose value is chosen from words, each once.
std::vector<std::string> options_with_choices(const std::vector<CommandHelp>& commands) {
    std::vector<std::string> names;
    for (const auto& command : commands) {
        for (const auto& option : command.options) {
            const bool known = std::find(names.begin(), names.end(), option.name) != names.end();
            if (!known && !choices_of(option.name).empty()) names.push_back(option.name);
        }
    }
    return names;
}

std::string bash_script(const std::vector<CommandHelp>& commands) {
    std::string text =
        "_edgebench() {\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
        "    local command=${COMP_WORDS[1]} words=\n"
        "    if ((COMP_CWORD == 1)); then\n"
        "        words='" +
        names_of(commands) +
        " --help --version'\n"
        "    else\n"
        "        case $before in\n";
    for (const auto& name : options_with_choices(commands)) {
        text += "            " + name + ") words='" + joined(choices_of(name)) + "' ;;\n";
    }
    text +=
        "            --db | --model-file | --meter | --archive | --engine) COMPREPLY=($(compgen -f "
        "-- \"$word\")); return "
        ";;\n"
        "            *) case $command in\n";
    for (const auto& command : commands) {
        auto words = choices_of(command.name);
        for (const auto& option : command.options) words.push_back(option.name);
        text += "                " + command.name + ") words='" + joined(words) + "' ;;\n";
    }
    return text +
           "            esac ;;\n"
           "        esac\n"
           "    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "}\n"
           "complete -o default -F _edgebench edgebench\n";
}

std::string zsh_value(const OptionHelp& option) {
    if (!option.takes_value) return "";
    const auto choices = choices_of(option.name);
    if (!choices.empty()) return ":value:(" + joined(choices) + ")";
    const bool is_file = takes_file(option);
    return is_file ? ":file:_files" : ":value:";
}

std::string zsh_script(const std::vector<CommandHelp>& commands) {
    std::string text =
        "#compdef edgebench\n"
        "_edgebench() {\n"
        "    local -a commands=(\n";
    for (const auto& command : commands) {
        text += "        " + command.name + ":" + quoted(command.description) + "\n";
    }
    text +=
        "    )\n"
        "    if ((CURRENT == 2)); then\n"
        "        _describe command commands\n"
        "        return\n"
        "    fi\n"
        "    local command=$words[2]\n"
        "    shift words\n"
        "    ((CURRENT--))\n"
        "    case $command in\n";
    for (const auto& command : commands) {
        text += "        " + command.name + ") _arguments";
        for (const auto& option : command.options) {
            const bool repeatable = option.name == "--require" || option.name == "--adb";
            text += " \\\n            " + std::string(repeatable ? "'*'" : "") +
                    quoted(option.name + "\x01" + option.description + "\x02") + "'" +
                    zsh_value(option) + "'";
        }
        const auto choices = choices_of(command.name);
        if (!choices.empty()) text += " \\\n            '1:value:(" + joined(choices) + ")'";
        text += " ;;\n";
    }
    text +=
        "    esac\n"
        "}\n"
        "if [ \"$funcstack[1]\" = _edgebench ]; then _edgebench \"$@\"; "
        "else compdef _edgebench edgebench; fi\n";
    for (auto& c : text) c = c == '\x01' ? '[' : c == '\x02' ? ']' : c;
    return text;
}

std::string fish_script(const std::vector<CommandHelp>& commands) {
    std::string text = "complete -c edgebench -f\n";
    for (const auto& command : commands) {
        text += "complete -c edgebench -n __fish_use_subcommand -a " + command.name + " -d " +
                quoted(command.description) + "\n";
        const auto within =
            "complete -c edgebench -n '__fish_seen_subcommand_from " + command.name + "' ";
        for (const auto& option : command.options) {
            const auto choices = choices_of(option.name);
            const bool is_file = takes_file(option);
            text += within + "-l " + option.name.substr(2) + " -d " + quoted(option.description);
            if (option.takes_value) text += is_file ? " -rF" : " -x";
            if (!choices.empty()) text += " -a '" + joined(choices) + "'";
            text += "\n";
        }
        const auto choices = choices_of(command.name);
        if (!choices.empty()) text += within + "-a '" + joined(choices) + "'\n";
    }
    return text;
}

}  // namespace

std::string completion_script(Shell shell, const std::vector<CommandHelp>& commands) {
    switch (shell) {
        case Shell::bash:
            return bash_script(commands);
        case Shell::zsh:
            return zsh_script(commands);
        case Shell::fish:
            return fish_script(commands);
    }
    return {};
}

}  // namespace edgebench::cli
