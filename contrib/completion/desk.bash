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
