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
