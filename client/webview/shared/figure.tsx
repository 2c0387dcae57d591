/** A figure in a table: the number, then its unit muted. */
export function Figure({ text }: { text: string }) {
  const [value, ...unit] = text.split(" ");
  return (
    <td class="num">
      {value}
      {unit.length > 0 && <span class="u">{unit.join(" ")}</span>}
    </td>
  );
}
