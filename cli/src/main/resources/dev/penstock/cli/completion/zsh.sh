#compdef penstock
# zsh completion for penstock.  Load it:  source <(penstock completion zsh)
# or save it as _penstock in a folder of $fpath.

@TABLES@_penstock_words() {
  local -a described
  described=("${(@f)$(cat)}")
  [[ -n $described ]] && _describe "$1" described
}

# The first line says what kind of value it is, the others are the words, or what to ask penstock for.
_penstock_offer() {
  local -a answer found
  answer=("${(@f)1}")
  case $answer[1] in
    files) _files ;;
    dirs) _files -/ ;;
    words) compadd -- "${(@)answer[2,-1]}" ;;
    ask)
      found=("${(@f)$("$program" complete "$project" "$answer[2]" "$PREFIX" 2>/dev/null)}")
      [[ -n $found ]] && compadd -- "${(@)found:#}"
      ;;
  esac
}

_penstock() {
  local program=${~words[1]} place= expect= position=0 project= word answer
  for word in "${(@)words[2,CURRENT-1]}"; do
    if [[ -n $expect ]]; then
      [[ $expect == --project ]] && project=$word
      expect=
      continue
    fi
    case $word in
      --project=*) project=${word#*=} ;;
      -*=*) ;;
      -*) if _penstock_value "$place" "$word" >/dev/null; then expect=$word; fi ;;
      *)
        case $'\n'$(_penstock_commands "$place") in
          *$'\n'"$word":*) place="$place $word" ;;
          *) position=$((position + 1)) ;;
        esac
        ;;
    esac
  done
  if [[ -z $expect && $PREFIX == --*=* ]]; then
    expect=${PREFIX%%=*}
    compset -P '*='
  fi
  if [[ -n $expect ]]; then
    _penstock_offer "$(_penstock_value "$place" "$expect")"
  elif [[ $PREFIX == -* ]]; then
    { _penstock_options "$place"; _penstock_shared } | _penstock_words option
  elif answer=$(_penstock_argument "$place" "$position"); then
    _penstock_offer "$answer"
    [[ $position != 0 ]] || { _penstock_commands "$place" | _penstock_words command }
  elif [[ $position == 0 ]]; then
    _penstock_commands "$place" | _penstock_words command
  fi
}

if [[ $funcstack[1] == _penstock ]]; then
  _penstock "$@"
else
  compdef _penstock penstock
fi
