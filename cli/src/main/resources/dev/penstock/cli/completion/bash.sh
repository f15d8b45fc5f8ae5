# bash completion for penstock.  Load it:  source <(penstock completion bash)
# shellcheck disable=SC2016,SC2088 # descriptions are meant as they are, and a tilde as it was typed

@TABLES@# Reads the words before the cursor. Sets path (the commands), expect (an option that waits for its value), position (of
# the next argument) and project (the value of --project).
_penstock_read() {
  path='' expect='' position=0 project=''
  local word
  for word in "$@"; do
    if [ -n "$expect" ]; then
      [ "$word" = = ] && continue
      [ "$expect" = --project ] && project=$word
      expect=''
      continue
    fi
    case $word in
      -*) if _penstock_value "$path" "$word" >/dev/null; then expect=$word; fi ;;
      *)
        case $'\n'$(_penstock_commands "$path") in
          *$'\n'"$word":*) path="$path $word" ;;
          *) position=$((position + 1)) ;;
        esac
        ;;
    esac
  done
}

# Adds each line of standard input that begins with the word under the cursor; what stands behind a colon is for zsh.
_penstock_add() {
  local line
  while IFS= read -r line; do
    case ${line%%:*} in
      "$cur"*) COMPREPLY[${#COMPREPLY[@]}]=${line%%:*} ;;
    esac
  done
}

_penstock_files() {
  local line
  compopt -o filenames 2>/dev/null
  while IFS= read -r line; do
    COMPREPLY[${#COMPREPLY[@]}]=$line
  done < <(compgen "$1" -- "$cur")
}

# The first line says what kind of value it is, the others are the words, or what to ask penstock for.
_penstock_offer() {
  local kind=${1%%$'\n'*} rest=${1#*$'\n'}
  case $kind in
    files) _penstock_files -f ;;
    dirs) _penstock_files -d ;;
    words) _penstock_add <<<"$rest" ;;
    ask) _penstock_add < <("$command" complete "$project" "$rest" "$cur" 2>/dev/null) ;;
  esac
}

_penstock() {
  local command=$1 cur=${COMP_WORDS[COMP_CWORD]} path expect position project answer
  COMPREPLY=()
  case $command in
    "~/"*) command=$HOME/${command#"~/"} ;;
  esac
  [ "$cur" = = ] && cur=''
  _penstock_read "${COMP_WORDS[@]:1:COMP_CWORD-1}"
  if [ -n "$expect" ]; then
    _penstock_offer "$(_penstock_value "$path" "$expect")"
  elif [ "${cur#-}" != "$cur" ]; then
    _penstock_add < <(_penstock_options "$path"; _penstock_shared)
  elif answer=$(_penstock_argument "$path" "$position"); then
    _penstock_offer "$answer"
    [ "$position" != 0 ] || _penstock_add < <(_penstock_commands "$path")
  elif [ "$position" = 0 ]; then
    _penstock_add < <(_penstock_commands "$path")
  fi
}

complete -F _penstock penstock
