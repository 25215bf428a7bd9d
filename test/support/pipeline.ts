import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { makeStack, StackOptions } from './app';
import { PipelineTemplate } from './template';
import { Repo, TapCicdPipeline, TapCicdPipelineProps } from '../../src';

export const CONNECTION = 'arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b2c3d';

/** All that must be given, and no more. */
export const MINIMAL: TapCicdPipelineProps = {
  environmentSuffix: 'dev',
  repo: Repo.gitHub('acme/orders', { connectionArn: CONNECTION }),
};

export type Props = Partial<TapCicdPipelineProps>;

/** The one valid minimal pipeline, with what a test is about put over it. */
export function makePipeline(props: Props = {}, stack: Stack = makeStack()): TapCicdPipeline {
  return new TapCicdPipeline(stack, 'Cicd', { ...MINIMAL, ...props });
}

/** Props that need a stack to make resources in. */
export type PropsIn = (stack: Stack) => Props;

export function synthesise(props: Props | PropsIn = {}, options: StackOptions = {}): PipelineTemplate {
  const stack = makeStack(options);
  makePipeline(typeof props === 'function' ? props(stack) : props, stack);
  return PipelineTemplate.of(stack);
}

/** The message of the error with which a pipeline of these props fails. */
export function errorOf(props: Props | PropsIn, options: StackOptions = {}): string {
  try {
    synthesise(props, options);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the pipeline synthesises');
}

/** The ids of the warnings and errors that a pipeline of these props is annotated with. */
export function annotationsOf(props: Props | PropsIn, options: StackOptions = {}): string[] {
  const stack = makeStack(options);
  makePipeline(typeof props === 'function' ? props(stack) : props, stack);
  const found = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  return found.map(({ entry }) => /\[ack: ([^\]]+)\]/.exec(String(entry.data))?.[1] ?? String(entry.data));
}
