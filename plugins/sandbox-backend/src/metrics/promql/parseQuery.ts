import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import {
  AGGREGATORS,
  type Aggregation,
  type Expression,
  type Matcher,
  RANGE_FUNCTIONS,
  type RangeExpression,
  type Selector,
} from './expressions';
import { labelPattern } from './labelPattern';
import { parseDuration } from './parseDuration';
import { QueryError } from './QueryError';

const MAX_LENGTH = 4000;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads a query.
 *
 * @throws QueryError when it is none, or more than the sandbox evaluates
 */
export function parseQuery(text: string): Expression {
  if (text.length > MAX_LENGTH) {
    throw invalid(`the query has more than ${MAX_LENGTH} characters`);
  }
  const tree = parser.parse(text);
  let broken: SyntaxNode | undefined;
  tree.iterate({
    enter(node) {
      if (node.type.isError) {
        broken ??= node.node;
      }
    },
  });
  const root = tree.topNode.firstChild;
  if (broken || !root) {
    const at = (broken?.from ?? 0) + 1;
    throw invalid(`1:${at}: parse error: unexpected input or end of input`);
  }
  return readExpression(root, text);
}

function readExpression(node: SyntaxNode, text: string): Expression {
  switch (node.name) {
    case 'ParenExpr':
      return readExpression(only(node), text);
    case 'NumberDurationLiteral':
      return { type: 'number', value: readNumber(textOf(node, text)) };
    case 'VectorSelector':
      return readSelector(node, text);
    case 'AggregateExpr':
      return readAggregation(node, text);
    case 'FunctionCall':
      return readFunction(node, text);
    default:
      throw unsupported(node, text);
  }
}

function readSelector(node: SyntaxNode, text: string): Selector {
  const name = node.getChild('Identifier');
  const matchers: Matcher[] = name
    ? [{ label: '__name__', operator: '=', value: textOf(name, text) }]
    : [];
  for (const child of childrenOf(node.getChild('LabelMatchers'))) {
    const label =
      child.getChild('LabelName') ?? child.getChild('QuotedLabelName');
    const operator = textOf(child.getChild('MatchOp'), text);
    const value = child.getChildren('StringLiteral').at(-1);
    if (!label || !value || !isOperator(operator)) {
      throw unsupported(child, text);
    }
    const written = textOf(label, text);
    const matcher: Matcher = {
      label: label.name === 'LabelName' ? written : unquote(written),
      operator,
      value: unquote(textOf(value, text)),
    };
    if (operator === '=~' || operator === '!~') {
      labelPattern(matcher.value);
    }
    matchers.push(matcher);
  }
  if (matchers.every(matchesEmpty)) {
    throw invalid(
      `1:${node.from + 1}: parse error: vector selector must contain at least one non-empty matcher`,
    );
  }
  return { type: 'selector', matchers };
}

function readAggregation(node: SyntaxNode, text: string): Aggregation {
  const operator = AGGREGATORS.find(
    name => name === textOf(node.getChild('AggregateOp'), text).toLowerCase(),
  );
  const modifier = node.getChild('AggregateModifier');
  const body = node.getChild('FunctionCallBody');
  const [of, ...more] = childrenOf(body);
  if (!operator || !of || more.length > 0) {
    throw unsupported(node, text);
  }
  const labels = modifier?.getChild('GroupingLabels');
  return {
    type: 'aggregation',
    operator,
    grouping: modifier?.getChild('Without') ? 'without' : 'by',
    labels: childrenOf(labels).map(label => textOf(label, text)),
    of: readExpression(of, text),
  };
}

function readFunction(node: SyntaxNode, text: string): Expression {
  const name = RANGE_FUNCTIONS.find(
    each => each === textOf(node.getChild('FunctionIdentifier'), text),
  );
  if (!name) {
    throw unsupported(node, text);
  }
  const given = childrenOf(node.getChild('FunctionCallBody'));
  const wanted = name === 'quantile_over_time' ? 2 : 1;
  const range = given.at(-1);
  if (given.length !== wanted || !range) {
    throw invalid(
      `1:${node.from + 1}: parse error: expected ${wanted} argument(s) in call to "${name}", got ${given.length}`,
    );
  }
  const quantile = wanted === 2 ? readExpression(given[0], text) : undefined;
  if (quantile && quantile.type !== 'number') {
    throw unsupported(given[0], text);
  }
  return {
    type: 'function',
    name,
    ...(quantile && { quantile: quantile.value }),
    of: readRange(range, text, name),
  };
}

function readRange(
  node: SyntaxNode,
  text: string,
  name: string,
): RangeExpression {
  const [first, range, step] = childrenOf(node);
  if (node.name === 'ParenExpr') {
    return readRange(first, text, name);
  }
  if (node.name === 'MatrixSelector') {
    return {
      type: 'range',
      of: readSelector(first, text),
      rangeMs: parseDuration(textOf(range, text)),
    };
  }
  if (node.name === 'SubqueryExpr') {
    return {
      type: 'subquery',
      of: readExpression(first, text),
      rangeMs: parseDuration(textOf(range, text)),
      ...(step && { stepMs: parseDuration(textOf(step, text)) }),
    };
  }
  if (['OffsetExpr', 'StepInvariantExpr'].includes(node.name)) {
    throw unsupported(node, text);
  }
  throw invalid(
    `1:${node.from + 1}: parse error: expected type range vector in call to function "${name}", got instant vector`,
  );
}

function isOperator(text: string): text is Matcher['operator'] {
  return ['=', '!=', '=~', '!~'].includes(text);
}

/** Whether a matcher also fits series that do not have the label. */
function matchesEmpty({ operator, value }: Matcher): boolean {
  switch (operator) {
    case '=':
      return value === '';
    case '!=':
      return value !== '';
    default:
      return labelPattern(value).matches('') === (operator === '=~');
  }
}

function readNumber(text: string): number {
  const number = Number(text);
  return Number.isNaN(number) && !/^nan$/i.test(text)
    ? parseDuration(text) / 1000
    : number;
}

/** As Go quotes: with escapes, or between backticks as it is. */
function unquote(text: string): string {
  const inner = text.slice(1, -1);
  return text.startsWith('`')
    ? inner
    : inner.replace(
        /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/g,
        (_, escape: string) =>
          escape.length > 1
            ? String.fromCharCode(Number.parseInt(escape.slice(1), 16))
            : (ESCAPES[escape] ?? escape),
      );
}

function only(node: SyntaxNode): SyntaxNode {
  return node.firstChild ?? node;
}

function childrenOf(node: SyntaxNode | null | undefined): SyntaxNode[] {
  const children = [];
  for (let child = node?.firstChild; child; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}

function textOf(node: SyntaxNode | null | undefined, text: string): string {
  return node ? text.slice(node.from, node.to) : '';
}

function unsupported(node: SyntaxNode, text: string): QueryError {
  return invalid(
    `1:${node.from + 1}: the sandbox does not evaluate ${JSON.stringify(textOf(node, text).slice(0, 80))}: it knows selectors, ${RANGE_FUNCTIONS.join(', ')}, subqueries, and ${AGGREGATORS.join(', ')}. Point mctl.metrics.prometheus.url at a Prometheus that scrapes it for more`,
  );
}

function invalid(message: string): QueryError {
  return new QueryError('bad_data', `invalid parameter "query": ${message}`);
}
