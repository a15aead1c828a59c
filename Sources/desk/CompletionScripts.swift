internal import DeskKit

/// `desk completion SHELL`: what a shell needs to complete desk's words. The scripts know nothing; all of them ask `__complete`.
enum CompletionScripts {
    static let shells = ["bash", "zsh", "fish"]

    static let all: [Verb] = [
        Verb(
            name: "completion", usage: "bash|zsh|fish", summary: "print the script that completes desk's words in a shell",
            details: [
                "bash: `source <(desk completion bash)` in ~/.bashrc. zsh: `source <(desk completion zsh)` in ~/.zshrc, after compinit.",
                "fish: `desk completion fish > ~/.config/fish/completions/desk.fish`. The Debian package has done so already.",
            ],
            group: .tools, doors: .command, need: .nothing, shape: .words(1...1), run: run)
    ]

    private static func run(_ call: Call) {
        guard let script = script(call.arguments.words[0]) else {
            return call.fail(usage: "completion takes: \(call.verb.usage)")
        }
        call.seat.output.show(script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        call.done()
    }

    static func script(_ shell: String) -> String? {
        switch shell {
        case "bash": bash
        case "zsh": zsh
        case "fish": fish
        default: nil
        }
    }

    private static let bash = #"""
        # Completion of desk(1) for bash; `desk completion bash` prints this.
        _desk() {
            local line candidate cut="" IFS=$' \t\n'
            local -a words
            COMPREPLY=()
            # The line up to the cursor, cut at blanks: bash cuts at : and = as well.
            read -ra words <<<"${COMP_LINE:0:COMP_POINT}"
            case "${COMP_LINE:0:COMP_POINT}" in *[[:blank:]]) words+=("") ;; esac
            local last="${words[${#words[@]}-1]}"
            # What bash has cut off stays as it is.
            case "$last" in *[:=]*) cut="${last%"${last##*[:=]}"}" ;; esac
            while IFS= read -r line; do
                candidate="${line%%$'\t'*}"
                case "$candidate" in
                    :files) compopt -o default 2>/dev/null ;;
                    *: | *=) compopt -o nospace 2>/dev/null; COMPREPLY+=("${candidate#"$cut"}") ;;
                    *) COMPREPLY+=("${candidate#"$cut"}") ;;
                esac
            done < <("${1/#\~/$HOME}" __complete "${words[@]:1}" 2>/dev/null </dev/null)
        }
        complete -F _desk desk
        """#

    private static let zsh = #"""
        #compdef desk
        # Completion of desk(1) for zsh; `desk completion zsh` prints this.
        _desk() {
            local line word about
            local -a plain open
            for line in "${(@f)$("${(Q)words[1]/#\~/$HOME}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)}"; do
                word="${line%%$'\t'*}"
                about="${line#"$word"}"
                case "$word" in
                    '') ;;
                    :files) _files ;;
                    *: | *=) open+=("${word//:/\\:}:${about#$'\t'}") ;;
                    *) plain+=("${word//:/\\:}:${about#$'\t'}") ;;
                esac
            done
            (( ${#plain} )) && _describe -V 'desk' plain
            (( ${#open} )) && _describe -V 'desk' open -S ''
        }
        if [ "${funcstack[1]}" = _desk ]; then
            _desk "$@"
        else
            compdef _desk desk
        fi
        """#

    private static let fish = #"""
        # Completion of desk(1) for fish; `desk completion fish` prints this.
        function __desk_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l program $words[1]
            set -e words[1]
            for line in (command $program __complete $words 2>/dev/null </dev/null)
                if test "$line" = :files
                    __fish_complete_path (commandline -ct)
                else
                    echo $line
                end
            end
        end
        complete -c desk -f -a '(__desk_complete)'
        """#
}
